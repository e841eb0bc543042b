const { Statuspage } = require("statuspage.io");

const [address, component, incident] = process.argv.slice(2);
const page = new Statuspage("ours");
page.setApiUrl(address);

(async () => {
  const { api } = page;
  const summary = await api.getSummary();
  const status = await api.getStatus();
  const { components } = await api.getComponents();
  const { incidents } = await api.incidents.getUnresolved();
  const all = await api.incidents.getAll();
  const maintenances = await api.scheduledMaintenances.getUpcoming();
  const ours = incidents.find((one) => one.name === incident);
  console.log(
    JSON.stringify({
      same: summary.status.indicator === status.status.indicator,
      component: components.find((one) => one.name === component).status,
      incident: [ours.status, ours.impact, ours.components.map((one) => one.name)],
      update: ours.incident_updates.map((one) => one.body),
      known: all.incidents.some((one) => one.id === ours.id),
      maintenances: Array.isArray(maintenances.scheduled_maintenances),
    }),
  );
})();

// The npm package cachet-api: an incident from its report to its end, and a metric's point.
const CachetAPI = require('cachet-api');

const [address, token, component, metric] = process.argv.slice(2);
const cachet = new CachetAPI({ url: address, apiKey: token });

async function tour() {
  const reported = await cachet.reportIncident({
    name: 'npm down',
    message: 'Looking',
    status: 'Investigating',
    visible: true,
    notify: false,
    component_id: Number(component),
    component_status: 'Major Outage',
  });
  const [found] = await cachet.getIncidentsByComponentId(component);
  const down = await cachet.getComponentById(component);
  const point = await cachet.publishMetricPoint({ id: Number(metric), value: 7 });
  await cachet.deleteIncidentById(found.id);
  const up = await cachet.getComponentById(component);
  const refused = await cachet.publishMetricPoint({ id: 999999, value: 7 }).catch((error) => error.message);
  return {
    'is found by its component': found.id === reported.data.id,
    statuses: [down.status_name, up.status_name],
    point: point.data.value,
    'is told of what there is not': refused.includes('Not Found'),
  };
}

tour().then((told) => console.log(JSON.stringify(told)));

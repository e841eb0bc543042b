// The zone of the browser is most likely the zone of the page.
const zone = document.querySelector('[data-guess="zone"]');
const guess = Intl.DateTimeFormat().resolvedOptions().timeZone;
const isOffered = zone && [...zone.options].some((one) => one.value === guess);
if (isOffered && zone.value === "UTC") {
  zone.value = guess;
}

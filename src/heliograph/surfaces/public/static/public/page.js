// Enhancements of the page: live refresh, the visitor's local time beside the page's, interactive charts.
// Everything is there without them.

const PARTS = [".header", "main", ".footer"];
const LONGEST_WAIT = 600_000;
const TIMEOUT = 20_000;
// A busy server catches up before that.
const OUT_OF_DATE_AFTER = 60_000;

const main = document.querySelector("main[data-refresh]");
let version = null;
let failures = 0;
let isOver = false;
let timer = 0;
let asking = null;
let updated = new Date();

const own = Intl.DateTimeFormat().resolvedOptions().timeZone;
const note = document.querySelector("[data-zone]");
// In the digits that the page is written in.
const language = `${document.documentElement.lang}-u-nu-latn`;
const zone = supported(note?.dataset.zone);

addLocalTimes(document);
drawCharts();
if (main) follow();

function follow() {
  document.addEventListener("visibilitychange", turn);
  addEventListener("online", ask);
  addEventListener("offline", () => warn(updated));
  // A page that says itself that it is old is no news either.
  if (!document.querySelector(".stale")?.textContent) say(".freshness", updated);
  schedule();
}

function turn() {
  clearTimeout(timer);
  if (document.hidden) return;
  if (Date.now() - updated >= interval()) ask();
  else schedule();
}

function schedule() {
  clearTimeout(timer);
  if (!document.hidden && !isOver) timer = setTimeout(ask, wait());
}

function interval() {
  return Number(main.dataset.refresh) * 1000;
}

// A server in distress is not asked by all at once.
function wait() {
  if (!failures) return interval();
  const longest = Math.max(interval(), Math.min(interval() * 2 ** failures, LONGEST_WAIT));
  return longest * (0.5 + Math.random() / 2);
}

function ask() {
  if (isOver || document.hidden) return;
  clearTimeout(timer);
  asking ??= answer().finally(() => {
    asking = null;
    schedule();
  });
}

async function answer() {
  try {
    const response = await fetch(location.pathname + location.search, {
      cache: "no-store",
      headers: version ? { "If-None-Match": version } : {},
      signal: AbortSignal.timeout(TIMEOUT),
    });
    await take(response);
  } catch {
    failures += 1;
    warn(updated);
  }
}

async function take(response) {
  const isRefused = response.status >= 400 && response.status < 500;
  isOver = isRefused && response.status !== 408 && response.status !== 429;
  if (response.status !== 304 && !response.ok) throw new Error(response.status);
  const text = await response.text();
  if (response.ok) show(text);
  version = response.headers.get("ETag") ?? version;
  failures = 0;
  // The last good page of a server that has lost its database is no news.
  if (response.headers.get("Warning")?.startsWith("110")) {
    const age = Number(response.headers.get("Age") ?? 0);
    return warn(new Date(Math.min(updated, Date.now() - age * 1000)));
  }
  updated = new Date();
  say(".freshness", updated);
  silence(".stale");
}

function show(text) {
  const fresh = new DOMParser().parseFromString(text, "text/html");
  addLocalTimes(fresh);
  for (const part of PARTS) {
    const [live, wanted] = [document.querySelector(part), fresh.querySelector(part)];
    if (live && wanted) morph(live, wanted);
  }
  document.title = fresh.title;
  drawCharts();
}

function warn(moment) {
  if (Date.now() - moment > OUT_OF_DATE_AFTER) say(".stale", moment);
}

function say(part, moment) {
  const place = document.querySelector(part);
  if (!place) return;
  const words = place.dataset.words.replace("{time}", clock(moment, zone));
  if (place.textContent !== words) place.textContent = words;
}

function silence(part) {
  document.querySelector(part)?.replaceChildren();
}

// uPlot is twice as large as all of ours: it is fetched for those who come near a chart.
function drawCharts() {
  const section = document.querySelector("[data-drawer]");
  if (!section) return;
  if (section.dataset.isNear) return void load(section);
  const near = new IntersectionObserver((seen) => {
    if (!seen.some((one) => one.isIntersecting)) return;
    near.disconnect();
    section.dataset.isNear = "true";
    load(section);
  }, { rootMargin: "300px" });
  near.observe(section);
}

async function load(section) {
  try {
    const { draw } = await import(new URL(section.dataset.drawer, location));
    await draw(section, { addLocalTimes, zone, language });
  } catch {
    // The drawn line and the table stay.
  }
}

// Makes what is shown equal to what came, and touches nothing else: what stays the same element keeps its
// focus, its scroll position and, a fold, whether the visitor has opened it.

function morph(live, wanted) {
  if (live.nodeType !== Node.ELEMENT_NODE) {
    if (live.nodeValue !== wanted.nodeValue) live.nodeValue = wanted.nodeValue;
    return;
  }
  if (live.hasAttribute("data-kept")) return;
  if (live.hasAttribute("data-live")) {
    live.dataset.version = wanted.dataset.version;
    return;
  }
  morphAttributes(live, wanted);
  morphChildren(live, wanted);
}

function morphAttributes(live, wanted) {
  for (const { name, value } of wanted.attributes) {
    if (!isVisitors(live, name) && live.getAttribute(name) !== value) live.setAttribute(name, value);
  }
  for (const { name } of [...live.attributes]) {
    if (!isVisitors(live, name) && !wanted.hasAttribute(name)) live.removeAttribute(name);
  }
}

function isVisitors(live, name) {
  return name === "data-is-near" || (name === "open" && live.localName === "details");
}

function morphChildren(live, wanted) {
  const keys = new Set([...wanted.children].map(keyOf));
  for (const child of [...live.children]) if (keyOf(child) && !keys.has(keyOf(child))) child.remove();
  const keyed = new Map([...live.children].map((child) => [keyOf(child), child]));
  let place = live.firstChild;
  for (const child of [...wanted.childNodes]) {
    const same = keyOf(child) ? keyed.get(keyOf(child)) : alike(place, child);
    if (!same) live.insertBefore(document.importNode(child, true), place);
    else if (same === place) place = place.nextSibling;
    else move(live, same, place);
    if (same) morph(same, child);
  }
  while (place) {
    const next = place.nextSibling;
    place.remove();
    place = next;
  }
}

function keyOf(node) {
  return node.id || (node.nodeType === Node.ELEMENT_NODE && node.getAttribute("aria-labelledby")) || "";
}

function alike(place, child) {
  return place && !keyOf(place) && place.nodeName === child.nodeName ? place : null;
}

// Whoever moves in the tree loses the focus, but where browsers can move what is focused.
function move(live, child, place) {
  if (live.moveBefore) return live.moveBefore(child, place);
  const focused = document.activeElement;
  live.insertBefore(child, place);
  if (child.contains(focused)) focused.focus({ preventScroll: true });
}

// Times stay in the page's zone, as its days and bars are. Visitors elsewhere get their own in the tooltip,
// and beside times to come, which are those of maintenance.
function addLocalTimes(root) {
  for (const time of root.querySelectorAll("time[datetime*='T']")) addLocalTime(time);
}

function addLocalTime(time) {
  const moment = new Date(time.dateTime);
  const [here, there] = [dayAndTime(moment, own), dayAndTime(moment, zone)];
  if (!note || here === there) return;
  time.title = note.dataset.own.replace("{time}", here);
  if (moment <= Date.now()) return;
  const isSameDay = date(moment, own) === date(moment, zone);
  const local = note.dataset.own.replace("{time}", isSameDay ? clock(moment, own) : here);
  time.textContent = `${time.textContent}${note.dataset.isNamed ? "" : ` ${nameOf(zone, moment)}`}, ${local}`;
}

function dayAndTime(moment, timeZone) {
  const words = note?.dataset.words ?? "{day}, {time}";
  return words.replace("{day}", date(moment, timeZone)).replace("{time}", clock(moment, timeZone));
}

function date(moment, timeZone) {
  const isThisYear = moment.getFullYear() === new Date().getFullYear();
  return format(moment, { timeZone, month: "long", day: "numeric", ...(isThisYear ? {} : { year: "numeric" }) });
}

function clock(moment, timeZone) {
  return format(moment, { timeZone, hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
}

function nameOf(timeZone, moment) {
  const parts = new Intl.DateTimeFormat(language, { timeZone, timeZoneName: "short" }).formatToParts(moment);
  return parts.find(({ type }) => type === "timeZoneName").value;
}

function format(moment, options) {
  return new Intl.DateTimeFormat(language, options).format(moment);
}

// A browser may be older than the name of a zone.
function supported(timeZone) {
  try {
    return new Intl.DateTimeFormat("en", { timeZone }).resolvedOptions().timeZone;
  } catch {
    return own;
  }
}

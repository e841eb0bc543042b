/* What helps whoever is in a hurry: a look before it is said, words that survive a lost connection, and news of
   what others say meanwhile. Every form works without it. */

const PAUSE = 400;
const LOOK_EVERY = 10_000;
const KEPT = "heliograph-draft:";
const NEVER_KEPT = new Set(["csrfmiddlewaretoken", "seen"]);

function later(run) {
  let waiting;
  return () => {
    clearTimeout(waiting);
    waiting = setTimeout(run, PAUSE);
  };
}

/* A look at it */

function previewed(form, place = form, address = form.dataset.preview) {
  const here = place.querySelector("[data-preview-here]");
  let asked = 0;
  const look = later(async () => {
    const mine = ++asked;
    try {
      const answer = await fetch(address, { method: "POST", body: new FormData(form) });
      if (answer.ok && mine === asked) here.innerHTML = await answer.text();
    } catch {
      /* Without a connection the last look stays. */
    }
  });
  form.addEventListener("input", look);
  form.addEventListener("change", look);
}

/* Drafts */

const storage = {
  read(key) {
    try {
      return JSON.parse(localStorage.getItem(KEPT + key));
    } catch {
      return null;
    }
  },
  keep(key, said) {
    try {
      localStorage.setItem(KEPT + key, JSON.stringify(said));
    } catch {
      /* A full or forbidden storage keeps nothing, and the form works on. */
    }
  },
  forget(key) {
    try {
      localStorage.removeItem(KEPT + key);
    } catch {
      /* As above. */
    }
  },
};

function said(form) {
  return [...new FormData(form)].filter(([name, value]) => !NEVER_KEPT.has(name) && typeof value === "string");
}

function sayAgain(form, kept) {
  const values = new Map(kept);
  for (const field of form.elements) {
    if (!field.name || NEVER_KEPT.has(field.name) || field.type === "submit") continue;
    if (field.type === "checkbox") field.checked = values.has(field.name);
    else if (field.type === "radio") field.checked = values.get(field.name) === field.value;
    else if (values.has(field.name)) field.value = values.get(field.name);
  }
}

/* Whether a draft holds text that the form does not show: a choice alone was not written. */
function hasText(form, draft) {
  const fields = [...form.querySelectorAll("textarea, input[type=text]")];
  const shown = new Map(fields.map((field) => [field.name, field.value]));
  return draft.some(([name, value]) => value.trim() && shown.has(name) && shown.get(name) !== value);
}

function kept(form) {
  const key = form.dataset.draft;
  const note = form.querySelector("[data-draft-note]");
  const before = storage.read(key);
  if (before && form.querySelector(".hg-error, [data-answered]") === null && hasText(form, before)) {
    sayAgain(form, before);
    note.hidden = false;
    form.dispatchEvent(new Event("change"));
  }
  form.addEventListener("input", later(() => storage.keep(key, said(form))));
  form.addEventListener("submit", (event) => {
    storage.keep(key, said(form));
    if (!navigator.onLine) {
      event.preventDefault();
      form.querySelector("[data-offline]").hidden = false;
    }
  });
  note.querySelector("[data-draft-forget]").addEventListener("click", () => {
    storage.forget(key);
    location.assign(location.pathname);
  });
  addEventListener("online", () => {
    form.querySelector("[data-offline]").hidden = true;
  });
}

/* Whoever arrives here because something was said needs its draft no more. */
function forgetWhatWasSaid() {
  const here = new URL(location.href);
  const key = here.searchParams.get("said");
  if (!key) return;
  storage.forget(key);
  here.searchParams.delete("said");
  history.replaceState(null, "", here);
}

/* What others say */

function listening(place) {
  setInterval(async () => {
    if (document.hidden) return;
    try {
      const answer = await fetch(place.dataset.words);
      if (!answer.ok || answer.redirected) return;
      const story = document.createElement("div");
      story.innerHTML = await answer.text();
      const newest = (within) => within.querySelector("[data-newest]").dataset.newest;
      if (newest(story) === newest(place)) return;
      place.replaceChildren(...story.children);
      document.querySelector("[data-news]").hidden = false;
    } catch {
      /* The next look may have a connection. */
    }
  }, LOOK_EVERY);
}

/* Order, by dragging and by keyboard */

function ordered(list) {
  const form = list.closest("form");
  const rows = () => [...list.querySelectorAll(":scope > [data-row]")];
  let held = null;

  function moved(row, by) {
    const all = rows();
    const place = all.indexOf(row) + by;
    if (place < 0 || place >= all.length) return;
    if (by < 0) all[place].before(row);
    else all[place].after(row);
    row.querySelector("[data-handle]").focus();
    tell(row);
  }

  function tell(row) {
    form.querySelector("[data-order-changed]").hidden = false;
    form.querySelector("[data-order-said]").textContent = `${row.dataset.row} ${rows().indexOf(row) + 1}/${rows().length}`;
  }

  list.addEventListener("keydown", (event) => {
    const handle = event.target.closest("[data-handle]");
    const by = { ArrowUp: -1, ArrowDown: 1 }[event.key];
    const row = handle?.closest("[data-row]");
    if (!by || row?.parentElement !== list) return;
    event.preventDefault();
    moved(row, by);
  });
  list.addEventListener("pointerdown", (event) => {
    const handle = event.target.closest("[data-handle]");
    const row = handle?.closest("[data-row]");
    if (row?.parentElement !== list) return;
    held = row;
    held.classList.add("hg-row--held");
    list.setPointerCapture(event.pointerId);
    event.preventDefault();
  });
  list.addEventListener("pointermove", (event) => {
    if (!held) return;
    const over = rows().find((row) => {
      const { top, bottom } = row.getBoundingClientRect();
      return row !== held && event.clientY >= top && event.clientY <= bottom;
    });
    if (!over) return;
    const { top, height } = over.getBoundingClientRect();
    if (event.clientY < top + height / 2) over.before(held);
    else over.after(held);
  });
  const drop = () => {
    if (!held) return;
    held.classList.remove("hg-row--held");
    tell(held);
    held = null;
  };
  list.addEventListener("pointerup", drop);
  list.addEventListener("pointercancel", drop);
}

forgetWhatWasSaid();
for (const form of document.querySelectorAll("form[data-preview]")) previewed(form);
for (const place of document.querySelectorAll("[data-template-preview]")) {
  const form = document.querySelector("form[id$=_form]");
  previewed(form, place, place.dataset.templatePreview);
  form.dispatchEvent(new Event("change"));
}
for (const form of document.querySelectorAll("form[data-draft]")) kept(form);
for (const place of document.querySelectorAll("[data-words]")) listening(place);
for (const list of document.querySelectorAll("[data-ordered]")) ordered(list);
for (const button of document.querySelectorAll("[data-choose]")) {
  const select = button.closest(".hg-field").querySelector("select");
  button.hidden = true;
  select.addEventListener("change", () => select.form.requestSubmit(button));
}

/* What Django's script for selected rows (admin/js/actions.js) asks its catalogue of translations for: the number
   of selected rows. The page has that text already ("0 of 50 selected"), in its own language. */

let none = null;

window.gettext = (text) => text;
window.ngettext = (one, _several, _count) => one;
window.interpolate = (_text, values) => {
  none ??= document.querySelector("span.action-counter").textContent;
  return none.replace("0", values.sel);
};

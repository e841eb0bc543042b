{% autoescape off %}(function (banner, script) {
  "use strict";
  if (!banner || !script) return;
  var line = document.createElement("a");
  line.href = banner.href;
  line.textContent = banner.words;
  line.setAttribute("role", "status");
  Object.assign(line.style, {
    display: "block",
    padding: "0.5em 1em",
    background: banner.colour,
    color: "#ffffff",
    font: "500 1em/1.5 system-ui, sans-serif",
    textAlign: "center",
  });
  if (!document.head.contains(script)) script.before(line);
  else if (document.body) document.body.prepend(line);
  else addEventListener("DOMContentLoaded", function () { document.body.prepend(line); });
})({{ banner }}, document.currentScript);
{% endautoescape %}

// Niceties only: every page works without this file.
(function () {
  "use strict";

  function each(selector, action) {
    Array.prototype.forEach.call(document.querySelectorAll(selector), action);
  }

  // After an error the reader starts at the summary; its links lead into the field itself.
  each("[data-error-summary]", function (summary) {
    summary.focus();
    summary.addEventListener("click", function (event) {
      var link = event.target.closest("a[href^='#']");
      var target = link && document.getElementById(link.getAttribute("href").slice(1));
      if (!target) return;
      event.preventDefault();
      target.scrollIntoView({ block: "center" });
      (target.matches("fieldset") ? target.querySelector("input") || target : target).focus();
    });
  });

  each(".show-password", function (button) {
    var input = document.getElementById(button.getAttribute("aria-controls"));
    if (!input) return;
    button.hidden = false;
    button.addEventListener("click", function () {
      var shown = input.type === "text";
      input.type = shown ? "password" : "text";
      button.textContent = shown ? button.dataset.show : button.dataset.hide;
    });
    // A password in plain sight must not stay in the browser's list of typed texts.
    if (input.form) input.form.addEventListener("submit", function () { input.type = "password"; });
  });

  // Counts like the server: whole characters, and a line end as one.
  each("[data-count-limit]", function (area) {
    var line = document.getElementById(area.id + "-count");
    var limit = Number(area.dataset.countLimit);
    if (!line || !limit) return;
    var resting = line.textContent;
    var timer;
    function show() {
      var left = limit - Array.from(area.value).length;
      line.classList.toggle("is-over", left < 0);
      if (left > limit * 0.25 && !line.hasAttribute("data-always")) line.textContent = resting;
      else line.textContent = (left < 0 ? line.dataset.over : line.dataset.left).replace("{n}", Math.abs(left));
    }
    line.setAttribute("aria-live", "polite");
    area.addEventListener("input", function () { clearTimeout(timer); timer = setTimeout(show, 400); });
    show();
  });

  each("[data-print]", function (button) {
    button.hidden = false;
    button.addEventListener("click", function () { window.print(); });
  });

  // Replaces this page in the history instead of adding to it; the plain link does the rest without JavaScript.
  each("[data-quick-exit]", function (link) {
    link.addEventListener("click", function (event) {
      event.preventDefault();
      window.location.replace(link.href);
    });
  });

  // Tables of numbers stay closed on screen and open on paper.
  window.addEventListener("beforeprint", function () {
    each("details:not([open])", function (part) { part.open = true; part.dataset.printed = "1"; });
  });
  window.addEventListener("afterprint", function () {
    each("details[data-printed]", function (part) { part.open = false; delete part.dataset.printed; });
  });

  // One press is enough: the server drops a second one too, this only spares the wait.
  each("form[method='post']", function (form) {
    form.addEventListener("submit", function (event) {
      if (form.dataset.sent) { event.preventDefault(); return; }
      form.dataset.sent = "1";
      setTimeout(function () { delete form.dataset.sent; }, 5000);
    });
  });
})();

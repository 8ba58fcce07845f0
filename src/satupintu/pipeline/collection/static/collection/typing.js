// Enter goes to the next box and, in the last one, saves; in a box with an error first. No mouse is needed.
(function () {
  "use strict";

  var form = document.getElementById("ketik");
  var boxes = Array.from(form.querySelectorAll("input:not([type=hidden]), select"));
  var wrong = form.querySelector("[aria-invalid]");
  if (wrong) wrong.focus();
  form.addEventListener("keydown", function (event) {
    var at = boxes.indexOf(event.target);
    if (event.key !== "Enter" || at < 0) return;
    event.preventDefault();
    if (at + 1 < boxes.length) {
      boxes[at + 1].focus();
      if (boxes[at + 1].select) boxes[at + 1].select();
    } else form.requestSubmit();
  });
})();

// An open section of the navigation closes when one goes elsewhere or presses Escape. Without scripts it stays open.
(() => {
  const close = (keep) =>
    document.querySelectorAll(".sp-section[open]").forEach((one) => one !== keep && (one.open = false));
  const around = (event) => close(event.target.closest?.(".sp-section"));
  document.addEventListener("click", around);
  document.addEventListener("focusin", around);
  document.addEventListener("keydown", (event) => {
    const open = document.querySelector(".sp-section[open]");
    if (event.key !== "Escape" || !open) return;
    if (open.contains(document.activeElement)) open.querySelector("summary").focus();
    close();
  });
})();

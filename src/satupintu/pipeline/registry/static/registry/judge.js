// Keys for those who judge many pairs; every button works without this.
(() => {
  let isSent = false;
  document.addEventListener("keydown", (event) => {
    const at = event.target;
    const isTyping = at instanceof Element && at.closest("input, textarea, select, [contenteditable]");
    if (isSent || isTyping || event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
    const key = event.key.toLowerCase();
    const button = [...document.querySelectorAll("button[data-key]")].find((one) => one.dataset.key === key);
    if (!button) return;
    event.preventDefault();
    isSent = true;
    button.click();
  });
  addEventListener("pageshow", () => { isSent = false; });
})();

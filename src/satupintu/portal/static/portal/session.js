// A form sent after the session ended is thrown away. So from a page that has been open for a while nothing is sent
// before the server has said who is signed in: where that is nobody, or somebody else, the form stays as it was filled
// in, and says so. It is kept nowhere but on the open page.
(() => {
  const SHORT = 60_000;
  const me = document.body.dataset.user;
  let known = Date.now();
  let isAsking = false;

  // {user, token}; {} for nobody; null where the server cannot be asked.
  const who = async () => {
    try {
      const answer = await fetch("/akun/siapa/", { redirect: "manual", cache: "no-store" });
      if (answer.type === "opaqueredirect") return {};
      return answer.ok ? await answer.json() : null;
    } catch {
      return null;
    }
  };

  const stay = (form, why) => {
    document.querySelector(".sp-session")?.remove();
    const told = document.getElementById("masa-masuk").content.firstElementChild.cloneNode(true);
    told.querySelectorAll("[data-why]").forEach((one) => one.dataset.why !== why && one.remove());
    form.before(told);
    told.focus();
  };

  document.addEventListener("submit", async (event) => {
    const { target: form, submitter } = event;
    const isOurs = form.getAttribute("method")?.toLowerCase() === "post" && form.closest("main");
    if (!me || !isOurs || event.defaultPrevented || (!isAsking && Date.now() - known < SHORT)) return;
    event.preventDefault();
    if (isAsking) return;
    isAsking = true;
    const now = await who();
    isAsking = false;
    if (now && String(now.user) !== me) return stay(form, now.user ? "lain" : "habis");
    if (now) form.querySelectorAll("[name=csrfmiddlewaretoken]").forEach((one) => (one.value = now.token));
    known = Date.now();
    form.requestSubmit(submitter);
  });
})();
// The pages of the forms that the phone keeps for where there is no signal name businesses: they go with their person,
// from whichever page they leave. What waits to be sent is kept elsewhere, and stays.
(() => {
  const leave = document.querySelector(".sp-header form[method=post][data-leaves]");
  if (!leave || !window.caches) return; // without https nothing is kept

  const forget = async () => {
    for (const name of await caches.keys()) {
      const kept = await caches.open(name);
      const pages = (await kept.keys()).filter((one) => new URL(one.url).pathname.startsWith("/pendataan/"));
      await Promise.all(pages.map((one) => kept.delete(one)));
    }
  };

  leave.addEventListener("submit", async (event) => {
    event.preventDefault();
    await forget().catch(() => {});
    leave.submit();
  });
})();

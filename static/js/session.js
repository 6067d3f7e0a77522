// Says more than two minutes before the session ends that it will, and lets its person stay signed in.
//
// Other tabs may have prolonged the session, so the server is asked before anything is said, and again while the warning
// stands. Once the session is over the page is hidden and kept: whoever signs in again in another tab finds their words.

const dialog = document.querySelector("[data-session]");
const { address, person } = dialog.dataset;
const warning = Number(dialog.dataset.warning);
const ASK_EVERY = 15; // seconds, while the warning stands or the session is over

let endsAt = Date.now() + Number(dialog.dataset.seconds) * 1000;
let canStay = true;
let over = false;
let asking = false;
let askedAt = 0;
let quietUntil = 0;

const secondsLeft = () => Math.round((endsAt - Date.now()) / 1000);

async function ask(options = { headers: { "HX-Request": "true" } }) {
  asking = true;
  askedAt = Date.now();
  try {
    await learn(await fetch(address, { redirect: "manual", cache: "no-store", ...options }));
  } catch {
    // No network: what was known last still holds.
  }
  asking = false;
}

async function learn(answer) {
  if (!answer.ok) {
    over = true;
    return;
  }
  const now = await answer.json();
  if (now.person !== person) {
    window.location.assign("/");
    return;
  }
  if (over) renewTokens(now.csrfToken);
  over = false;
  endsAt = Date.now() + now.seconds * 1000;
  canStay = now.canStay;
}

// Signing in again makes a new token; forms of this page still hold the old one.
function renewTokens(token) {
  for (const input of document.querySelectorAll("input[name=csrfmiddlewaretoken]")) input.value = token;
  document.body.setAttribute("hx-headers", JSON.stringify({ "X-CSRFToken": token }));
}

function show(moment) {
  if (dialog.dataset.moment !== moment) {
    dialog.dataset.moment = moment;
    for (const part of dialog.querySelectorAll("[data-when]")) {
      part.hidden = !part.dataset.when.split(" ").includes(moment);
    }
    dialog.classList.toggle("app-session--over", moment === "over");
  }
  if (!dialog.open) dialog.showModal();
  say();
}

function say() {
  const minutes = Math.floor(secondsLeft() / 60);
  const words = minutes > 1 ? `${minutes} minutes` : minutes === 1 ? "1 minute" : "less than a minute";
  const parts = [...dialog.querySelectorAll("[data-left]")];
  if (parts.every((part) => part.textContent === words)) return;
  for (const part of parts) part.textContent = words;
  dialog.querySelector("[data-said]").textContent = over ? "" : `You will be signed out in ${words}.`;
}

function close() {
  delete dialog.dataset.moment;
  if (dialog.open) dialog.close();
}

async function look() {
  if (asking) return; // what is known is about to change
  const due = over || secondsLeft() <= warning;
  if (due && ((!over && secondsLeft() < 0) || Date.now() - askedAt >= ASK_EVERY * 1000)) await ask();
  if (secondsLeft() < 0) over = true;
  if (over) show("over");
  else if (secondsLeft() > warning) close();
  else if (Date.now() >= quietUntil) show(canStay ? "stay" : "last");
}

dialog.querySelector("form").addEventListener("submit", async (event) => {
  event.preventDefault();
  await ask({ method: "POST", body: new FormData(event.target) });
  await look();
});

function leaveAlone() {
  quietUntil = endsAt;
  close();
}

dialog.querySelector("[data-close]").addEventListener("click", leaveAlone);

// Escape means "I am here" while there is time, and nothing once there is none.
dialog.addEventListener("cancel", (event) => {
  event.preventDefault();
  if (over) return;
  if (canStay) dialog.querySelector("form").requestSubmit();
  else leaveAlone();
});

window.setInterval(look, 1000);
document.addEventListener("visibilitychange", () => {
  askedAt = 0;
  if (!document.hidden) look();
});

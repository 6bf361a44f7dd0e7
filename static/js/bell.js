// The bell asks now and then how many notifications are unread; not while nobody looks at the page.
function waitWhileHidden(event) {
  if (document.hidden && event.target.matches(".bell-place")) event.preventDefault();
}

export function startBell() {
  document.addEventListener("htmx:beforeRequest", waitWhileHidden);
}

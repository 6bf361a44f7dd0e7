// A select with data-narrowed-by="department category" shows only the groups whose data-of fits what is chosen there.
function fits(group, chosen) {
  const parents = JSON.parse(group.dataset.of);
  return chosen.every((value, index) => !value || parents[index] === value);
}

function narrow(select) {
  const chosen = select.dataset.narrowedBy.split(" ").map((name) => select.form?.elements[name]?.value ?? "");
  for (const group of select.querySelectorAll("optgroup")) {
    const shown = fits(group, chosen);
    group.hidden = !shown;
    group.disabled = !shown;
  }
  if (select.selectedOptions[0]?.parentElement.disabled) {
    select.value = "";
    select.dispatchEvent(new Event("change", { bubbles: true }));
  }
}

function narrowAll(root) {
  for (const select of root.querySelectorAll("select[data-narrowed-by]")) narrow(select);
}

export function startNarrowing() {
  narrowAll(document);
  document.addEventListener("htmx:load", (event) => narrowAll(event.target));
  document.addEventListener("change", (event) => {
    const changed = event.target;
    if (!(changed instanceof HTMLSelectElement) || !changed.form) return;
    for (const select of changed.form.querySelectorAll("select[data-narrowed-by]")) {
      if (select !== changed && select.dataset.narrowedBy.split(" ").includes(changed.name)) narrow(select);
    }
  });
}

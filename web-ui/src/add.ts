/** The form that adds reports: files can be dropped anywhere, and the names of those chosen are listed. */

const form = document.querySelector<HTMLFormElement>("form[data-drop]");
const input = form?.querySelector<HTMLInputElement>("input[type=file]");
const list = form?.querySelector<HTMLUListElement>("[data-chosen]");

function showChosen(files: FileList | null): void {
  list?.replaceChildren(
    ...Array.from(files ?? [], (file) => {
      const item = document.createElement("li");
      item.textContent = `${file.name} (${Math.max(1, Math.round(file.size / 1024)).toLocaleString()} KB)`;
      return item;
    }),
  );
}

if (form && input) {
  form.querySelector("[data-drop-hint]")?.removeAttribute("hidden");
  input.addEventListener("change", () => showChosen(input.files));
  document.addEventListener("dragover", (event) => {
    if (!event.dataTransfer?.types.includes("Files")) return;
    event.preventDefault();
    document.body.classList.add("dropping");
  });
  document.addEventListener("dragleave", (event) => {
    if (event.relatedTarget === null) document.body.classList.remove("dropping");
  });
  document.addEventListener("drop", (event) => {
    document.body.classList.remove("dropping");
    if (!event.dataTransfer?.files.length) return;
    event.preventDefault();
    input.files = event.dataTransfer.files;
    showChosen(input.files);
    input.focus();
  });
}

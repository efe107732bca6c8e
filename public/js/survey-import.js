/** A survey file is chosen instead of pasted: its content is put into the field that is sent. */
const choice = document.querySelector('[data-file-choice]');
choice.hidden = false;
choice.querySelector('input').addEventListener('change', async ({ target }) => {
  const [file] = target.files;
  if (file) document.getElementById('field-file').value = await file.text();
});

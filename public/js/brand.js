/**
 * The brand as it is being chosen: the contrast of the colour in numbers, the picture before it is sent, and the mail and
 * page beside the form as they would look. The form works without this file.
 */
(() => {
  const form = document.querySelector('form[data-brand]');
  if (!form) return;
  const { accent, logo: file, removeLogo } = form.elements;
  const contrast = document.getElementById('accent-contrast');
  const picker = form.querySelector('[data-picker]');
  const heavy = document.getElementById('heavy-logo');
  const shown = form.querySelector('[data-logo]');
  const language = document.getElementById('preview-language');
  const frames = document.querySelectorAll('iframe[data-shows]');
  const WAIT = 400;

  /** WCAG 2.2, as the server counts it. */
  const luminance = (color) =>
    [1, 3, 5]
      .map((at) => Number.parseInt(color.slice(at, at + 2), 16) / 255)
      .map((share) => (share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4))
      .reduce((sum, value, index) => sum + value * [0.2126, 0.7152, 0.0722][index], 0);
  const PAPER = luminance('#fbfaf7');
  const ratioOf = (color) => (PAPER + 0.05) / (luminance(color) + 0.05);

  const colour = () => {
    const text = accent.value.trim().toLowerCase();
    return /^#[0-9a-f]{6}$/.test(text) ? text : undefined;
  };
  const showContrast = () => {
    const chosen = colour();
    contrast.classList.toggle('care', chosen !== undefined && ratioOf(chosen) < 4.5);
    if (!chosen) {
      contrast.textContent = '';
      return;
    }
    picker.value = chosen;
    const ratio = Math.floor(Math.max(ratioOf(chosen), 1) * 10) / 10;
    const words = ratio >= 4.5 ? contrast.dataset.good : contrast.dataset.poor;
    contrast.textContent = words.replace('{ratio}', new Intl.NumberFormat(contrast.dataset.numbers, { minimumFractionDigits: 1 }).format(ratio));
  };

  /** Only what is on the form; a picture that was not sent yet is shown beside its field alone. */
  const query = () => {
    const values = new URLSearchParams({ language: language.value });
    for (const [name, value] of new FormData(form)) {
      if (typeof value === 'string' && name !== '_csrf' && name !== 'removeLogo') values.set(name, value);
    }
    if (removeLogo?.checked) values.set('keptLogo', '');
    return values.toString();
  };
  let last = query();
  let waiting;
  const showFrames = () => {
    clearTimeout(waiting);
    waiting = setTimeout(() => {
      const now = query();
      if (now === last) return;
      last = now;
      // In place of what is there, so that the way back leads out of the page.
      for (const frame of frames) frame.contentWindow.location.replace(`${location.origin}${frame.dataset.shows}?${now}`);
    }, WAIT);
  };

  const showFile = () => {
    const [chosen] = file.files;
    const tooHeavy = chosen !== undefined && chosen.size > Number(file.dataset.limit);
    heavy.hidden = !tooHeavy;
    file.toggleAttribute('aria-invalid', tooHeavy);
    if (!chosen || tooHeavy) return;
    const reader = new FileReader();
    reader.addEventListener('load', () => {
      const picture = shown.querySelector('img');
      picture.removeAttribute('width');
      picture.removeAttribute('height');
      picture.src = reader.result;
      shown.hidden = false;
    });
    reader.readAsDataURL(chosen);
  };

  picker.hidden = false;
  for (const part of document.querySelectorAll('[data-with-script]')) part.hidden = false;
  for (const part of document.querySelectorAll('[data-without-script]')) part.hidden = true;
  const views = document.querySelectorAll('[data-view]');
  const look = (view) => {
    for (const button of views) button.setAttribute('aria-pressed', String(button.dataset.view === view));
    for (const part of document.querySelectorAll('[data-shown]')) part.hidden = part.dataset.shown !== view;
  };
  for (const button of views) button.addEventListener('click', () => look(button.dataset.view));
  look('mail');
  picker.addEventListener('input', () => {
    accent.value = picker.value;
    showContrast();
    showFrames();
  });
  accent.addEventListener('input', showContrast);
  file.addEventListener('change', showFile);
  language.addEventListener('change', showFrames);
  form.addEventListener('input', showFrames);
  const from = document.querySelector('[data-from]');
  form.elements.mailFromName.addEventListener('input', ({ target }) => {
    from.textContent = target.value.trim() || from.dataset.otherwise;
  });
  showContrast();
})();

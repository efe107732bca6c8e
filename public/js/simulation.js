/** A slider beside each weight, and their sum while they are moved. Without it weights are typed and summed when they are sent. */
const form = document.getElementById('simulation');
const badge = form.querySelector('[data-weight-sum]');
const weights = [...form.querySelectorAll('[data-weight] input')];
const typed = (text) => (/^\s*\d+([.,]\d+)?\s*$/.test(text) ? Number(text.replace(',', '.')) : 0);

function sum() {
  const all = Math.round(weights.reduce((total, { value }) => total + typed(value), 0) * 100) / 100;
  badge.hidden = false;
  badge.classList.toggle('badge-accent', all === 100);
  badge.textContent = all === 100 ? badge.dataset.whole : `${badge.dataset.off} ${all.toLocaleString(document.documentElement.lang)} %`;
}

for (const weight of weights) {
  const slider = Object.assign(document.createElement('input'), { type: 'range', min: 1, max: 100, step: 1, value: typed(weight.value), className: 'sim-slider' });
  slider.setAttribute('aria-label', `${weight.closest('fieldset').querySelector('legend').textContent}: ${weight.labels[0].textContent}`);
  slider.addEventListener('input', () => {
    weight.value = slider.value;
    sum();
  });
  weight.addEventListener('input', () => {
    slider.value = typed(weight.value);
    sum();
  });
  weight.closest('[data-weight]').append(slider);
}
sum();

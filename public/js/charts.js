/**
 * Draws the figures of a page from the data block inside each: `figure[data-chart=trend|funnel|bars|columns|pareto|pairs]`. The same
 * numbers stand in a table beneath, so a page without scripts loses a picture and no number. Colours are the design
 * tokens, read again when the system changes between light and dark.
 */
(() => {
  const figures = [...document.querySelectorAll('figure[data-chart]')];
  if (figures.length === 0) return;
  const library = document.currentScript.dataset.library;
  const drawn = [];

  /** The colour a token has now, as the browser resolves it. */
  function color(token) {
    const probe = document.createElement('i');
    probe.style.color = `var(--${token})`;
    document.body.append(probe);
    const value = getComputedStyle(probe).color;
    probe.remove();
    return value;
  }

  const palette = () =>
    Object.fromEntries(
      ['ink', 'ink-soft', 'line', 'surface', 'accent', 'accent-wash', 'joy', 'care'].map((token) => [token, color(token)]),
    );

  const numberFormat = (data, locale) => {
    const format = new Intl.NumberFormat(locale, {
      minimumFractionDigits: data.digits || 0,
      maximumFractionDigits: data.digits || 0,
    });
    return (value) => `${format.format(value).replace('-', '\u2212')}${data.unit || ''}`;
  };

  /** A level per period with the band in which it very likely lies, and the target as a dashed line. */
  function trend(data, c, show) {
    const last = data.value.length - 1;
    const flat = { borderWidth: 0, pointRadius: 0, pointHitRadius: 0, spanGaps: false };
    const datasets = [
      { ...flat, order: 3, data: data.high, label: data.names.high, fill: '+1', backgroundColor: c['accent-wash'] },
      { ...flat, order: 3, data: data.low, label: data.names.low, fill: false },
      {
        order: 1, data: data.value, label: data.names.value, clip: 8, borderColor: c.accent, borderWidth: 2.5, tension: 0.25,
        pointRadius: data.value.map((_, i) => (i === last ? 5 : 0)), pointHoverRadius: 5, pointBackgroundColor: c.accent,
        pointBorderColor: c.surface, pointBorderWidth: 2,
      },
    ];
    if (data.target !== undefined && data.target !== null) {
      datasets.push({
        ...flat, order: 2, data: data.labels.map(() => data.target), label: data.names.target, borderColor: c['ink-soft'],
        borderWidth: 1, borderDash: [4, 4],
      });
    }
    return {
      type: 'line',
      data: { labels: data.labels, datasets },
      options: {
        interaction: { mode: 'index', intersect: false },
        plugins: { tooltip: { callbacks: { label: (item) => ` ${item.dataset.label}: ${show(item.parsed.y)}` } } },
        scales: {
          x: { grid: { display: false }, border: { display: false } },
          y: { min: data.min, max: data.max, grid: { color: c.line }, border: { display: false }, ticks: { callback: show, maxTicksLimit: 6 } },
        },
      },
      // From here on customers were asked in other words.
      plugins: (data.marks || []).length === 0 ? [] : [{
        beforeDatasetsDraw({ ctx: pen, scales, chartArea }) {
          pen.save();
          pen.strokeStyle = c['ink-soft'];
          pen.setLineDash([2, 3]);
          for (const index of data.marks) {
            const x = scales.x.getPixelForValue(index);
            pen.beginPath();
            pen.moveTo(x, chartArea.top);
            pen.lineTo(x, chartArea.bottom);
            pen.stroke();
          }
          pen.restore();
        },
      }],
    };
  }

  /**
   * Shares of different sizes against a target. The limits are target ± z·√(target·(1−target)/n) with z = 1.96 (drawn)
   * and 3.09 (dashed), Spiegelhalter 2005: between them a difference may be chance. `share` and `target` from 0 to 1.
   */
  function funnel(data, c, show) {
    const most = Math.max(...data.points.map((point) => point.n)) * 1.12;
    const sizes = Array.from({ length: 60 }, (_, i) => Math.max(2, (most * (i + 1)) / 60));
    const { target } = data;
    const limit = (z) =>
      sizes.map((n) => ({ x: n, y: 100 * Math.min(1, Math.max(0, target + z * Math.sqrt((target * (1 - target)) / n))) }));
    const line = (points, dash) => ({ type: 'line', data: points, borderColor: c['ink-soft'], borderWidth: dash ? 1 : 1.25, borderDash: dash, pointRadius: 0, pointHitRadius: 0, order: 2 });
    const tone = { above: c.accent, below: c.care, within: c['ink-soft'] };
    const style = { above: 'triangle', below: 'rectRot', within: 'circle' };
    const shares = data.points.map((point) => 100 * point.share);
    // `max` for rates near zero: the axis then begins there.
    const low = data.max ? 0 : Math.max(0, Math.floor((Math.min(...shares, 100 * target) - 12) / 10) * 10);
    return {
      data: {
        datasets: [
          line(limit(1.96)), line(limit(-1.96)), line(limit(3.09), [4, 4]), line(limit(-3.09), [4, 4]),
          { ...line([{ x: 0, y: 100 * target }, { x: most, y: 100 * target }]), borderColor: c.line, borderWidth: 1.5 },
          {
            type: 'scatter', order: 1, data: data.points.map((point) => ({ x: point.n, y: 100 * point.share })),
            pointRadius: data.points.map((point) => (point.own ? 9 : 7)), pointHoverRadius: 10, pointStyle: data.points.map((point) => style[point.state]),
            pointBackgroundColor: data.points.map((point) => tone[point.state]), pointBorderColor: data.points.map((point) => (point.own ? c.ink : c.surface)), pointBorderWidth: data.points.map((point) => (point.own ? 2 : 1)),
          },
        ],
      },
      options: {
        layout: { padding: { right: 12, top: 8 } },
        plugins: {
          tooltip: {
            filter: (item) => item.datasetIndex === 5,
            callbacks: { label: (item) => ` ${data.points[item.dataIndex].label}: ${show(item.parsed.y)} (${data.names.size}: ${item.parsed.x})` },
          },
        },
        scales: {
          x: { type: 'linear', min: 0, max: most, title: { display: true, text: data.names.size }, grid: { display: false }, ticks: { maxTicksLimit: 8, precision: 0, callback: (n) => (n === most ? '' : n) } },
          y: { min: low, max: data.max || 100, title: { display: true, text: data.names.share }, grid: { color: c.line }, border: { display: false }, ticks: { callback: show } },
        },
      },
      plugins: [{
        afterDatasetsDraw(chart) {
          const pen = chart.ctx;
          pen.font = '500 12px "Inter Variable", sans-serif';
          pen.fillStyle = c.ink;
          const elements = chart.getDatasetMeta(5).data;
          const taken = elements.map(({ x, y }) => ({ x: x - 8, y, width: 16 }));
          const covers = (a, b) => a.x < b.x + b.width && b.x < a.x + a.width && Math.abs(a.y - b.y) < 14;
          elements.forEach(({ x, y }, i) => {
            const { label } = data.points[i];
            const width = pen.measureText(label).width;
            const places = [
              { x: x + 11, y, width }, { x: x - 11 - width, y, width }, { x: x - width / 2, y: y - 16, width }, { x: x - width / 2, y: y + 16, width },
            ];
            // A name that would cover another or a point is left to the pointer and the table.
            const place = places.find((box) =>
              box.x > chart.chartArea.left && box.x + width < chart.chartArea.right && box.y > chart.chartArea.top && box.y + 8 < chart.chartArea.bottom && !taken.some((other, at) => at !== i && covers(box, other)));
            if (!place) return;
            taken.push(place);
            pen.fillText(label, place.x, place.y + 4);
          });
        },
      }],
    };
  }

  /** On a phone a long label stands in two lines, so that the picture keeps its room. */
  const folded = (label) => {
    if (window.innerWidth >= 576 || label.length < 14) return label;
    const gaps = [...label.matchAll(/ /g)].map(({ index }) => index);
    const middle = gaps.sort((a, b) => Math.abs(a - label.length / 2) - Math.abs(b - label.length / 2))[0];
    return middle === undefined ? label : [label.slice(0, middle), label.slice(middle + 1)];
  };

  /** Lying bars, one per label, with the interval as a thin line when there is one. */
  function bars(data, c, show) {
    return {
      type: 'bar',
      data: {
        labels: data.labels.map(folded),
        datasets: [{ data: data.value, backgroundColor: data.value.map((value) => (value < 0 ? c.care : c.accent)), borderRadius: 4, maxBarThickness: 22, label: data.names.value }],
      },
      options: {
        indexAxis: 'y',
        plugins: { tooltip: { callbacks: { label: (item) => ` ${show(item.parsed.x)}` } } },
        scales: {
          x: { min: data.min, max: data.max, grid: { color: c.line }, border: { display: false }, ticks: { callback: show, maxTicksLimit: 6 } },
          y: { grid: { display: false }, border: { display: false }, ticks: { color: c.ink } },
        },
      },
      plugins: data.low ? [{
        afterDatasetsDraw(chart) {
          const pen = chart.ctx;
          pen.strokeStyle = c.ink;
          pen.lineWidth = 1.5;
          chart.getDatasetMeta(0).data.forEach((bar, i) => {
            pen.beginPath();
            pen.moveTo(chart.scales.x.getPixelForValue(data.low[i]), bar.y);
            pen.lineTo(chart.scales.x.getPixelForValue(data.high[i]), bar.y);
            pen.stroke();
          });
        },
      }] : [],
    };
  }

  /** Standing columns put together from the series, or beside each other when they are `grouped`: each with the name of a colour. */
  function columns(data, c, show) {
    return {
      type: 'bar',
      data: {
        labels: data.labels,
        datasets: data.series.map(({ name, tone, value }) => ({
          data: value, label: name, backgroundColor: c[tone], maxBarThickness: 22,
          ...(tone === 'accent-wash' && { borderColor: c.accent, borderWidth: 1 }),
        })),
      },
      options: {
        interaction: { mode: 'index', intersect: false },
        plugins: { tooltip: { callbacks: { label: (item) => ` ${item.dataset.label}: ${show(item.parsed.y)}` } } },
        scales: {
          x: { stacked: !data.grouped, grid: { display: false }, border: { display: false }, ticks: data.grouped ? { autoSkip: false, color: c.ink } : { maxRotation: 0, maxTicksLimit: 8 } },
          y: { stacked: !data.grouped, min: 0, grid: { color: c.line }, border: { display: false }, ticks: { callback: show, maxTicksLimit: 6, precision: 0 } },
        },
      },
    };
  }

  /** Counts from the largest down, and a line that adds up their share of all (from 0 to 100). */
  function pareto(data, c, show) {
    const percent = (value) => `${Math.round(value)} %`;
    // Both axes end at everything there is: the line begins at the top of the first bar.
    const whole = data.value.length > 0 ? Math.round((data.value[0] * 100) / data.cumulated[0]) : 1;
    return {
      type: 'bar',
      data: {
        labels: data.labels.map(folded),
        datasets: [
          { order: 2, data: data.value, label: data.names.value, backgroundColor: c.accent, borderRadius: 4, maxBarThickness: 44 },
          { type: 'line', order: 1, yAxisID: 'share', data: data.cumulated, label: data.names.cumulated, clip: 8, borderColor: c.ink, borderWidth: 2, pointRadius: 4, pointBackgroundColor: c.surface, pointBorderColor: c.ink, pointBorderWidth: 2 },
        ],
      },
      options: {
        interaction: { mode: 'index', intersect: false },
        plugins: { tooltip: { callbacks: { label: (item) => ` ${item.dataset.label}: ${item.datasetIndex === 0 ? show(item.parsed.y) : percent(item.parsed.y)}` } } },
        scales: {
          x: { grid: { display: false }, border: { display: false }, ticks: { color: c.ink, maxRotation: 50 } },
          y: { min: 0, max: whole, grid: { color: c.line }, border: { display: false }, ticks: { callback: show, precision: 0, maxTicksLimit: 6 } },
          share: { position: 'right', min: 0, max: 100, grid: { display: false }, border: { display: false }, ticks: { callback: percent, maxTicksLimit: 6 } },
        },
      },
    };
  }

  /** Two levels per label and the way between them: an open circle where it starts, a full one where it ends. */
  function pairs(data, c, show) {
    const places = (values) => values.map((x, y) => ({ x, y }));
    const short = data.to.map((to, i) => to < data.from[i]);
    const tones = short.map((less) => (less ? c.care : c.accent));
    const dots = { type: 'scatter', pointRadius: 7, pointHoverRadius: 8, pointBorderWidth: 2 };
    return {
      type: 'scatter',
      data: {
        datasets: [
          { ...dots, data: places(data.from), label: data.names.from, pointBackgroundColor: c.surface, pointBorderColor: c['ink-soft'] },
          { ...dots, data: places(data.to), label: data.names.to, pointBackgroundColor: tones, pointBorderColor: tones },
        ],
      },
      options: {
        layout: { padding: { right: 12 } },
        plugins: { tooltip: { callbacks: { label: (item) => ` ${data.labels[item.parsed.y]} · ${item.dataset.label}: ${show(item.parsed.x)}` } } },
        scales: {
          x: { min: data.min, max: data.max, grid: { color: c.line }, border: { display: false }, ticks: { callback: show, maxTicksLimit: 6 } },
          y: {
            min: -0.5, max: data.labels.length - 0.5, reverse: true, grid: { display: false }, border: { display: false },
            afterBuildTicks: (axis) => { axis.ticks = data.labels.map((_, value) => ({ value })); },
            ticks: { color: c.ink, autoSkip: false, callback: (value) => folded(data.labels[value] ?? '') },
          },
        },
      },
      plugins: [{
        beforeDatasetsDraw({ ctx: pen, scales }) {
          pen.save();
          pen.lineWidth = 3;
          data.to.forEach((to, i) => {
            pen.strokeStyle = tones[i];
            pen.beginPath();
            pen.moveTo(scales.x.getPixelForValue(data.from[i]), scales.y.getPixelForValue(i));
            pen.lineTo(scales.x.getPixelForValue(to), scales.y.getPixelForValue(i));
            pen.stroke();
          });
          pen.restore();
        },
      }],
    };
  }

  const kinds = { trend, funnel, bars, columns, pareto, pairs };

  function draw(figure) {
    const data = JSON.parse(figure.querySelector('script[type="application/json"]').textContent);
    const holder = figure.querySelector('.chart-canvas');
    const canvas = document.createElement('canvas');
    canvas.setAttribute('role', 'img');
    canvas.setAttribute('aria-label', figure.dataset.label);
    holder.replaceChildren(canvas);
    const c = palette();
    Chart.defaults.font.family = '"Inter Variable", system-ui, sans-serif';
    Chart.defaults.color = c['ink-soft'];
    const config = kinds[figure.dataset.chart](data, c, numberFormat(data, figure.dataset.locale || document.documentElement.lang));
    config.options = {
      ...config.options,
      maintainAspectRatio: false,
      animation: matchMedia('(prefers-reduced-motion: reduce)').matches ? false : { duration: 250 },
      plugins: {
        ...config.options.plugins,
        legend: { display: false },
        tooltip: { ...config.options.plugins.tooltip, backgroundColor: c.ink, titleColor: c.surface, bodyColor: c.surface, padding: 10, displayColors: false },
      },
    };
    return new Chart(canvas, config);
  }

  function drawAll() {
    for (const chart of drawn.splice(0)) chart.destroy();
    for (const figure of figures) drawn.push(draw(figure));
  }

  const script = document.createElement('script');
  script.src = library;
  script.addEventListener('load', async () => {
    await document.fonts.ready;
    drawAll();
    matchMedia('(prefers-color-scheme: dark)').addEventListener('change', drawAll);
  });
  document.head.append(script);
})();

/** The pages of one cycle, as far as somebody may see them and there is something to see. */
import type { Viewer } from '../access';
import type { I18n } from '../platform/i18n';
import { hasResult, isSealed } from './cycle-states';
import type { Cycle } from './cycles.service';

/** By the last part of their address; the overview has none. */
const LABELS = {
  overview: 'cycles.tab_overview',
  people: 'population.heading',
  inputs: 'inputs.heading',
  calibration: 'calibration.title',
  simulation: 'simulation.title',
  equality: 'equality.report_title',
  approvals: 'approvals.heading',
  payroll: 'payroll.heading',
} as const;
export type CycleTab = keyof typeof LABELS;

/** In the order in which a cycle uses them; empty where there is no choice. */
export function cycleTabs(i18n: I18n, viewer: Viewer, cycle: Cycle, current: CycleTab) {
  const manages = viewer.scopeOf('evaluations.manage') === 'all';
  const result = hasResult(cycle);
  const earnest = result && cycle.state !== 'shadow';
  const shown: Record<CycleTab, boolean> = {
    overview: true,
    people: manages,
    inputs: manages,
    // How leads rate is looked at while they do.
    calibration: cycle.state !== 'draft' && viewer.can('evaluations.calibration.view'),
    simulation: viewer.can('evaluations.simulation.view'),
    equality: result && viewer.can('equality.view'),
    approvals: earnest && viewer.can('evaluations.sign_off'),
    payroll: isSealed(cycle.state) && viewer.scopeOf('payroll.view') === 'all',
  };
  const tabs = (Object.keys(LABELS) as CycleTab[])
    .filter((tab) => shown[tab] || tab === current)
    .map((tab) => ({
      href: `/evaluations/${cycle.id}${tab === 'overview' ? '' : `/${tab}`}`,
      label: i18n.text(viewer.locale, LABELS[tab]),
      current: tab === current,
    }));
  return tabs.length > 1 ? tabs : [];
}

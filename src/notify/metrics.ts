/** Figures in Prometheus's text format. @source Prometheus, Exposition formats, version 0.0.4 */

export interface Metric {
  readonly name: string;
  readonly help: string;
  readonly type: 'gauge' | 'counter';
  readonly samples: readonly Sample[];
}

export interface Sample {
  readonly value: number;
  readonly labels?: Readonly<Record<string, string>>;
}

export const METRICS_TYPE = 'text/plain; version=0.0.4; charset=utf-8';

/** A metric of one figure, or of several by labels. */
export function metric(
  type: Metric['type'],
  name: string,
  { help, value }: { readonly help: string; readonly value: number | readonly Sample[] },
): Metric {
  return { name: `nonced_${name}`, help, type, samples: typeof value === 'number' ? [{ value }] : value };
}

/** The text of all; ends with a line feed. */
export function metricsText(metrics: readonly Metric[]): string {
  return metrics
    .flatMap(({ name, help, type, samples }) => [
      `# HELP ${name} ${help.replaceAll('\\', '\\\\').replaceAll('\n', '\\n')}`,
      `# TYPE ${name} ${type}`,
      ...samples.map(({ value, labels }) => `${name}${labelsText(labels)} ${value}`),
    ])
    .join('\n')
    .concat('\n');
}

function labelsText(labels: Sample['labels'] = {}): string {
  const pairs = Object.entries(labels).map(([name, value]) => `${name}="${escapeLabel(value)}"`);
  return pairs.length === 0 ? '' : `{${pairs.join(',')}}`;
}

function escapeLabel(value: string): string {
  return value.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n');
}

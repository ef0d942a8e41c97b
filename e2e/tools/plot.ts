import * as vega from 'vega';
import * as vegaLite from 'vega-lite';

/** Draws a chart as SVG text. The same specification makes the same text. */
export async function drawSvg(specification: vegaLite.TopLevelSpec): Promise<string> {
  const view = new vega.View(vega.parse(vegaLite.compile(specification).spec), { renderer: 'none' });
  const svg = await view.toSVG();
  view.finalize();
  return `${svg}\n`;
}

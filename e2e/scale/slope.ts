export interface Point {
  readonly x: number;
  readonly y: number;
}

/** The slope of the straight line that fits the points best (least squares). Needs two points of different x. */
export function slopeOf(points: readonly Point[]): number {
  const mean = (pick: (point: Point) => number) => points.reduce((sum, point) => sum + pick(point), 0) / points.length;
  const meanX = mean(({ x }) => x);
  const meanY = mean(({ y }) => y);
  let covariance = 0;
  let variance = 0;
  for (const { x, y } of points) {
    covariance += (x - meanX) * (y - meanY);
    variance += (x - meanX) ** 2;
  }
  if (variance === 0) throw new RangeError('A slope takes two points of different x.');
  return covariance / variance;
}

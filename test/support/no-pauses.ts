/**
 * For a suite about connections that break for good: of the pauses before each next try, whose length is drawn between nothing and
 * ever more, the shortest is drawn. How they grow is tested by a clock of its own (lanes, the client).
 */
export function useNoPauses(): void {
  const draw = Math.random;
  before(() => {
    Math.random = () => 0;
  });
  after(() => {
    Math.random = draw;
  });
}

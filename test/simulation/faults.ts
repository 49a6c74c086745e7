/** Lets something go wrong in a simulated world, now or at the next occasion. */
import type { Happening } from './plan.ts';
import type { World } from './world.ts';

/** @returns whether it has happened already; what is armed is told when it does. */
export function arm(world: World, one: Exclude<Happening, { what: 'deed' }>): boolean {
  switch (one.what) {
    case 'kill': {
      const program = one.who === 'studio' ? world.studioProgram : world.windows.get(one.who)?.program;
      if (program) program.kill = { left: one.after, edge: one.edge };
      return false;
    }
    case 'full':
      world.machines[one.who].full = { after: one.after, count: one.count };
      return false;
    case 'network': {
      const { fault: kind, size } = one;
      world.armed.push({
        who: one.who,
        line: one.line,
        fault: { kind, at: size, by: size * 20, after: size * 5 },
      });
      return false;
    }
    case 'clock':
      world.machines[one.who].skew = one.by;
      return true;
    case 'restart':
      void world.restart(one.who);
      return true;
    case 'power':
      return world.cutPower(one.who, one.seed);
  }
}

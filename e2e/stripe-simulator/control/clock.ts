import type { Control } from '../control.ts';
import type { Simulator } from '../simulator.ts';

export const clockControls: Control[] = [
  { method: 'GET', path: '/health', handle: () => ({ ok: true }) },
  { method: 'GET', path: '/clock', handle: ({ simulator }) => clockOf(simulator) },
  {
    method: 'POST',
    path: '/clock',
    handle: ({ simulator, params }) => {
      params.only('mode', 'at_ms', 'advance_ms', 'offset_ms');
      const mode = params.oneOf('mode', ['real', 'frozen']);
      if (mode === 'frozen') simulator.core.clock.freeze();
      const at = params.integer('at_ms');
      if (at !== undefined) simulator.setClock(at);
      const by = params.integer('advance_ms');
      if (by !== undefined) simulator.advanceClock(by);
      if (mode === 'real') simulator.core.clock.followRealTime(params.integer('offset_ms') ?? 0);
      return clockOf(simulator);
    },
  },
  {
    method: 'GET',
    path: '/snapshot',
    handle: ({ simulator }) => ({ platform: simulator.platformId, ...simulator.save() }),
  },
  {
    method: 'GET',
    path: '/platform',
    handle: ({ simulator }) => ({
      platform: simulator.platformId,
      application: simulator.core.store.applicationId,
      livemode: simulator.core.livemode,
      api_version: simulator.core.apiVersion,
    }),
  },
];

function clockOf(simulator: Simulator): object {
  return { now_ms: simulator.core.clock.nowMs(), ...simulator.core.clock.state };
}

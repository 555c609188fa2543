import type { CommandPlan, TargetPlan } from './plan.ts';
import { throwAwayApp } from './rehearsal.ts';

type OpenTarget = { readonly target: TargetPlan; readonly close: () => Promise<void> };

/** The target of the plan, or a simulator in this process, which needs no account. */
export const openTarget = async ({ target, pace }: Pick<CommandPlan, 'target' | 'pace'>): Promise<OpenTarget> => {
  if (target) return { target, close: async () => {} };
  const { startSimulator } = await import('../simulator/server.ts');
  const app = throwAwayApp();
  // Acts as if the limit of the app had been raised to the requested rate: a large file can be rehearsed in minutes.
  const limitPerSecond = Math.max(app.limitPerSecond, pace.ratePerSecond);
  const simulator = await startSimulator({ ...app, limitPerSecond });
  return {
    target: {
      endpoint: { origin: simulator.url, sdkappid: app.sdkappid, admin: app.admin },
      credentials: { kind: 'key', secretKey: app.secretKey },
      proxy: undefined,
    },
    close: () => simulator.close(),
  };
};

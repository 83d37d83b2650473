/** What an agent dials on any telephone to say what they do (README, "Agents"). */
export type FeatureCode =
  | { readonly does: 'ready' }
  | { readonly does: 'pause'; readonly reason: string }
  | { readonly does: 'wrapUpDone' }
  | { readonly does: 'extendWrapUp' }
  | { readonly does: 'logIn' }
  | { readonly does: 'logOut' };

/** `*1` ready, `*2<digit>` pause for a reason, `*3` wrap-up done, `*4` log in, `*5` log out, `*6` more time to wrap up.
 *  @param reasons digit → reason of sip-config/agents.yaml; `*2` alone pauses without one */
export function featureCode(
  dialled: string,
  reasons: Readonly<Record<string, string>>,
): FeatureCode | undefined {
  if (dialled === '*1') return { does: 'ready' };
  if (dialled === '*2') return { does: 'pause', reason: '' };
  if (dialled === '*3') return { does: 'wrapUpDone' };
  if (dialled === '*4') return { does: 'logIn' };
  if (dialled === '*5') return { does: 'logOut' };
  if (dialled === '*6') return { does: 'extendWrapUp' };
  const digit = /^\*2([1-9])$/.exec(dialled)?.[1];
  const reason = digit === undefined ? undefined : reasons[digit];
  return reason === undefined ? undefined : { does: 'pause', reason };
}

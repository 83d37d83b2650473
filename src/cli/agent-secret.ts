/** `shortline agent-secret`: a random SIP secret for an agent's telephone, and the lines that keep only its HA1. */
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { Command, InvalidArgumentError } from 'commander';
import { Agents } from '../acd/schema.ts';
import { schemaCheck } from '../dialplan/schema-check.ts';
import { ha1 } from '../dialplan/secrets.ts';
import { readYaml } from '../dialplan/yaml-file.ts';
import { settingsOf } from './settings-option.ts';

/** 120 random bits: nothing to guess, and short enough to type into a telephone. */
const SECRET_BYTES = 15;

type Options = { realm?: string; settings?: string };

export function agentSecretCommand(): Command {
  return new Command('agent-secret')
    .description('make a SIP secret; prints it once, and the lines for sip-config/agents.yaml')
    .argument('<account>', 'the name with which the telephone registers', parseAccount)
    .option('--realm <realm>', 'the realm of the digest (default: that of agents.yaml, else shortline)')
    .option('--settings <file>', 'the file of settings')
    .action(agentSecret);
}

async function agentSecret(account: string, options: Options): Promise<void> {
  const realm = options.realm ?? (await realmOf(options)) ?? 'shortline';
  const secret = randomBytes(SECRET_BYTES).toString('base64url');
  const { md5, sha256 } = ha1(account, realm, secret);
  process.stdout.write(
    [
      '# In sip-config/agents.yaml, under `agents`:',
      `  - account: "${account}"`,
      '    name: # who it is',
      '    ha1:',
      `      md5: ${md5}`,
      `      sha256: ${sha256}`,
      '    skills: { general: 3 }',
      '',
      `# In the telephone (shown this once; the HA1 holds for the realm ${realm} only):`,
      `#   user ${account}   secret ${secret}   realm ${realm}`,
      '',
    ].join('\n'),
  );
}

async function realmOf(options: Options): Promise<string | undefined> {
  const { sipConfig } = settingsOf(options);
  const agents = schemaCheck<Agents>(Agents)(await readYaml(join(sipConfig, 'agents.yaml')));
  return agents.ok ? agents.value.realm : undefined;
}

function parseAccount(account: string): string {
  if (/^[a-zA-Z0-9][a-zA-Z0-9._-]{0,63}$/.test(account)) return account;
  throw new InvalidArgumentError('An account has letters, digits, dots and hyphens, at most 64.');
}

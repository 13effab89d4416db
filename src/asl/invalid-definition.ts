export interface Problem {
  /** Where in the definition, like `/States/Run plan/Retry/0`; `/` is the machine itself. */
  path: string;
  /** What is wrong and what to do about it. */
  says: string;
}

/** A definition that must not run. Carries every problem found, not only the first. */
export class InvalidDefinition extends Error {
  readonly problems: Problem[];
  constructor(problems: Problem[]) {
    super(`The state machine definition has ${problems.length === 1 ? 'a problem' : `${problems.length} problems`}:
${problems.map((p) => `  ${p.path}: ${p.says}`).join('\n')}`);
    this.name = 'InvalidDefinition';
    this.problems = problems;
  }
}

/** Where we are in a definition, and where problems go. */
export interface Place {
  readonly path: string;
  in(key: string | number): Place;
  problem(says: string): void;
}

export function placeIn(problems: Problem[], path = ''): Place {
  return {
    path: path === '' ? '/' : path,
    in: (key) => placeIn(problems, `${path}/${key}`),
    problem: (says) => {
      problems.push({ path: path === '' ? '/' : path, says });
    },
  };
}

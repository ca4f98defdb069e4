// Runs a state machine's own definition: its states, its JSONata. What it calls (functions, buckets) the test answers, line by line.
import { createInterface } from "node:readline";
import jsonata from "jsonata";

const LARGEST = 256 * 1024;
const lines = createInterface({ input: process.stdin })[Symbol.asyncIterator]();
const next = async () => JSON.parse((await lines.next()).value);
const say = message => process.stdout.write(JSON.stringify(message) + "\n");

class Failure extends Error {
  constructor(error, cause) { super(`${error}: ${cause}`); this.error = error; this.cause = cause; }
}

async function ask(call) {
  say(call);
  const { result, error } = await next();
  if (error) throw new Failure(error.type, error.message);
  return result;
}

/** Step Functions passes no more than 256 KB between states. */
function fits(value, what) {
  if (JSON.stringify(value ?? null).length > LARGEST) throw new Failure("States.DataLimitExceeded", what);
  return value;
}

/** Every string between {% and %} is JSONata; one that gives nothing is an error. */
async function evaluate(value, states, variables) {
  if (typeof value === "string" && value.startsWith("{%") && value.endsWith("%}")) {
    const result = await jsonata(value.slice(2, -2)).evaluate(undefined, { states, ...variables });
    if (result === undefined) throw new Failure("States.QueryEvaluationError", `${value} gives nothing`);
    return JSON.parse(JSON.stringify(result));
  }
  if (Array.isArray(value)) return Promise.all(value.map(one => evaluate(one, states, variables)));
  if (value === null || typeof value !== "object") return value;
  const pairs = [];
  for (const [name, one] of Object.entries(value)) pairs.push([name, await evaluate(one, states, variables)]);
  return Object.fromEntries(pairs);
}

async function run(machine, input, context, visited) {
  const variables = {};
  let name = machine.StartAt;
  for (;;) {
    visited?.push(name);
    const state = machine.States[name];
    const states = { input, context };
    let output = input;
    let following = state.Next;
    switch (state.Type) {
      case "Pass": break;
      case "Choice": {
        following = state.Default;
        for (const choice of state.Choices) {
          const holds = await evaluate(choice.Condition, states, variables);
          if (typeof holds !== "boolean") throw new Failure("States.QueryEvaluationError", `${choice.Condition} is ${JSON.stringify(holds)}`);
          if (holds) { following = choice.Next; break; }
        }
        break;
      }
      case "Fail": throw new Failure(state.Error, await evaluate(state.Cause, states, variables));
      case "Task": {
        const { FunctionName, Payload } = await evaluate(state.Arguments, states, variables);
        output = states.result = { Payload: fits(await ask({ invoke: FunctionName, payload: fits(Payload, name) }), name) };
        break;
      }
      case "Map": output = states.result = await map(state, name, states, variables); break;
      default: throw new Error(`${name}: no such type as ${state.Type}`);
    }
    if (state.Output !== undefined) output = await evaluate(state.Output, states, variables);
    if (state.Assign) Object.assign(variables, fits(await evaluate(state.Assign, states, variables), name));
    input = fits(output, name);
    if (state.End || state.Type === "Succeed") return input;
    name = following;
  }
}

/** A Distributed Map: its children know none of the parent's variables. Results are written as the ResultWriter says. */
async function map(state, name, states, variables) {
  const reader = await evaluate(state.ItemReader, states, variables);
  const [concurrency, tolerated] = [await evaluate(state.MaxConcurrency, states, variables), await evaluate(state.ToleratedFailurePercentage, states, variables)];
  if (typeof concurrency !== "number" || typeof tolerated !== "number") throw new Failure("States.QueryEvaluationError", name);
  const items = reader.Resource.endsWith(":s3:getObject") ? await ask({ get: reader.Arguments }) : await ask({ list: reader.Arguments });
  const [succeeded, failed] = [[], []];
  for (const item of items) {
    try {
      succeeded.push(await run(state.ItemProcessor, item, { Execution: {} }));
    } catch (e) {
      if (!(e instanceof Failure)) throw e;
      failed.push({ Input: JSON.stringify(item), Error: e.error, Cause: e.cause, Status: "FAILED" });
    }
  }
  if (failed.length * 100 > tolerated * items.length) throw new Failure("States.ExceedToleratedFailureThreshold", failed[0].Cause);
  const { Arguments: { Bucket, Prefix }, WriterConfig } = await evaluate(state.ResultWriter, states, variables);
  if (WriterConfig?.Transformation !== "COMPACT") throw new Error(`${name}: only compact results are known here`);
  const files = { FAILED: [], PENDING: [], SUCCEEDED: [] };
  for (const [status, results] of [["SUCCEEDED", succeeded], ["FAILED", failed]]) {
    if (results.length > 0) {
      const Key = `${Prefix}/${status}_0.json`;
      await ask({ put: { Bucket, Key }, content: results });
      files[status].push({ Key, Size: 1 });
    }
  }
  const Key = `${Prefix}/manifest.json`;
  await ask({ put: { Bucket, Key }, content: { DestinationBucket: Bucket, MapRunArn: "arn", ResultFiles: files } });
  return { MapRunArn: "arn", ResultWriterDetails: { Bucket, Key } };
}

const { definition, input, name } = await next();
const visited = [];
try {
  say({ output: await run(definition, input, { Execution: { Name: name } }, visited), visited });
} catch (e) {
  if (!(e instanceof Failure)) throw e;
  say({ error: e.error, cause: e.cause, visited });
}
process.exit(0);

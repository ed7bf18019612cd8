// A model server in the manner of vLLM, with its extra members and nulls. It says what it is asked, in pieces
// where a stream is wanted; what a model is called says how it behaves otherwise.
import { once } from 'node:events';
import { createServer } from 'node:http';
import { text } from 'node:stream/consumers';

const CREATED = 1764500000;
const TOOL_ARGUMENTS = '{"city": "Paris"}';
const OBJECT = '{"city": "Paris", "river": "Seine"}';

/** Answers with a failure that is worded as OpenAI does, as vLLM once did, or as FastAPI does. */
const FAILURES = {
  'error': (status) => ({ error: { message: `told ${status}`, type: 'some_type', param: 'some', code: 'some_code' } }),
  'vllm': (status) => ({ object: 'error', message: `told ${status}`, type: 'BadRequestError', param: null, code: status }),
  'fastapi': (status) => ({ detail: [{ loc: ['body', 'messages'], msg: `told ${status}`, type: 'missing' }] }),
};

/** What a model is called, without its owner. */
const kindOf = ({ model }) => model.split('/').at(-1);

const words = (line) => line.match(/\S+\s*/g) ?? [''];

function said(content) {
  if (typeof content === 'string') return content;
  return (content ?? []).map((part) => part.text ?? `[${part.type}]`).join(' ');
}

const usage = { prompt_tokens: 5, completion_tokens: 7, total_tokens: 12, prompt_tokens_details: null };

function messageOf(asked) {
  if (asked.tools?.length) {
    const { name } = asked.tools[0].function ?? asked.tools[0];
    const call = { id: 'call-1', type: 'function', function: { name, arguments: TOOL_ARGUMENTS } };
    return { role: 'assistant', content: null, reasoning_content: null, tool_calls: [call] };
  }
  const content = asked.response_format?.type?.startsWith('json') ? OBJECT : said(asked.messages.at(-1).content);
  return { role: 'assistant', content, reasoning_content: null, tool_calls: [] };
}

function chat(asked) {
  const message = messageOf(asked);
  const choices = Array.from({ length: asked.n ?? 1 }, (_, index) => ({
    index,
    message,
    logprobs: asked.logprobs
      ? { content: [{ token: 'a', logprob: -0.5, bytes: [97], top_logprobs: [] }] }
      : null,
    finish_reason: message.content === null ? 'tool_calls' : 'stop',
    stop_reason: null,
  }));
  return {
    id: 'chatcmpl-1', object: 'chat.completion', created: CREATED, model: asked.model, choices, usage,
    service_tier: null, system_fingerprint: null, prompt_logprobs: null, kv_transfer_params: null,
  };
}

/** The deltas by which a message is told. */
function deltas({ content, tool_calls: calls }) {
  if (content !== null) return words(content).map((piece) => ({ content: piece }));
  const [{ id, type, function: { name } }] = calls;
  return [
    { tool_calls: [{ index: 0, id, type, function: { name, arguments: '' } }] },
    ...words(TOOL_ARGUMENTS).map((piece) => ({ tool_calls: [{ index: 0, function: { arguments: piece } }] })),
  ];
}

function chatChunks(asked) {
  const whole = chat(asked);
  const chunk = (choices, more) => ({ ...whole, object: 'chat.completion.chunk', choices, usage: undefined, ...more });
  const choice = (index, delta, reason = null) => ({ index, delta, logprobs: null, finish_reason: reason });
  const chunks = [];
  for (const { index, message, finish_reason: reason } of whole.choices) {
    chunks.push(chunk([choice(index, { role: 'assistant', content: '' })]));
    for (const delta of deltas(message)) chunks.push(chunk([choice(index, delta)]));
    chunks.push(chunk([choice(index, {}, reason)]));
  }
  if (asked.stream_options?.include_usage) chunks.push(chunk([], { usage }));
  return [...chunks.map((data) => ({ data })), { data: '[DONE]' }];
}

const prompts = (asked) => (Array.isArray(asked.prompt) ? asked.prompt : [asked.prompt]);

function completion(asked) {
  const choices = prompts(asked).map((prompt, index) => (
    { index, text: prompt, logprobs: null, finish_reason: 'stop', stop_reason: null }));
  return { id: 'cmpl-1', object: 'text_completion', created: CREATED, model: asked.model, choices, usage };
}

function completionChunks(asked) {
  const whole = completion(asked);
  const pieces = words(whole.choices[0].text);
  const chunks = pieces.map((piece, i) => ({
    ...whole, usage: undefined,
    choices: [{ index: 0, text: piece, logprobs: null, finish_reason: i === pieces.length - 1 ? 'stop' : null }],
  }));
  return [...chunks.map((data) => ({ data })), { data: '[DONE]' }];
}

function embeddings(asked) {
  const isOne = !Array.isArray(asked.input) || typeof asked.input[0] === 'number';
  const inputs = isOne ? [asked.input] : asked.input;
  const data = inputs.map((input, index) => {
    const floats = Float32Array.from({ length: asked.dimensions ?? 4 }, (_, i) => JSON.stringify(input).length / (i + 1));
    const packed = asked.encoding_format === 'base64';
    return { object: 'embedding', index, embedding: packed ? Buffer.from(floats.buffer).toString('base64') : [...floats] };
  });
  return { object: 'list', data, model: asked.model, usage: { prompt_tokens: 3, total_tokens: 3 } };
}

function lastInput({ input }) {
  return typeof input === 'string' ? input : said(input.at(-1).content);
}

function response(asked, status = 'completed') {
  const item = asked.tools?.length
    ? { type: 'function_call', id: 'fc_1', call_id: 'call-1', name: asked.tools[0].name, arguments: TOOL_ARGUMENTS, status }
    : {
      type: 'message', id: 'msg_1', role: 'assistant', status,
      content: [{ type: 'output_text', text: asked.text?.format?.type === 'json_schema' ? OBJECT : lastInput(asked), annotations: [] }],
    };
  return {
    id: 'resp_upstream', object: 'response', created_at: CREATED, status, model: asked.model,
    output: status === 'completed' ? [item] : [], error: null, incomplete_details: null,
    instructions: asked.instructions ?? null, metadata: {},
    parallel_tool_calls: true, temperature: 1, top_p: 1, tool_choice: 'auto', tools: asked.tools ?? [],
    usage: status !== 'completed' ? null : {
      input_tokens: 5, input_tokens_details: { cached_tokens: 0 }, output_tokens: 7,
      output_tokens_details: { reasoning_tokens: 0 }, total_tokens: 12,
    },
  };
}

function responseEvents(asked) {
  const whole = response(asked);
  const [item] = whole.output;
  const begun = response(asked, 'in_progress');
  const at = { output_index: 0, item_id: item.id };
  const told = item.type === 'function_call'
    ? [
      { type: 'response.output_item.added', output_index: 0, item: { ...item, arguments: '', status: 'in_progress' } },
      ...words(TOOL_ARGUMENTS).map((delta) => ({ type: 'response.function_call_arguments.delta', ...at, delta })),
      { type: 'response.function_call_arguments.done', ...at, name: item.name, arguments: TOOL_ARGUMENTS },
    ]
    : [
      { type: 'response.output_item.added', output_index: 0, item: { ...item, content: [], status: 'in_progress' } },
      { type: 'response.content_part.added', ...at, content_index: 0, part: { type: 'output_text', text: '', annotations: [] } },
      ...words(item.content[0].text).map((delta) => (
        { type: 'response.output_text.delta', ...at, content_index: 0, delta, logprobs: [] })),
      { type: 'response.output_text.done', ...at, content_index: 0, text: item.content[0].text, logprobs: [] },
      { type: 'response.content_part.done', ...at, content_index: 0, part: item.content[0] },
    ];
  return [
    { type: 'response.created', response: begun },
    { type: 'response.in_progress', response: begun },
    ...told,
    { type: 'response.output_item.done', output_index: 0, item },
    { type: 'response.completed', response: whole },
  ].map((event, number) => ({ event: event.type, data: { ...event, sequence_number: number } }));
}

const WHOLE = {
  '/v1/chat/completions': chat, '/v1/completions': completion, '/v1/embeddings': embeddings, '/v1/responses': response,
};
const STREAMED = {
  '/v1/chat/completions': chatChunks, '/v1/completions': completionChunks, '/v1/responses': responseEvents,
};

const MODELS = { object: 'list', data: [{ id: 'echo', object: 'model', created: CREATED, owned_by: 'vllm', root: 'echo' }] };

/**
 * Starts one. The models `silent` and `paused` wait to be released: the first says nothing before, the second only
 * its first piece. `GET /asked` tells the headers and the body of the last request.
 */
export async function startModelServer() {
  let release;
  let released;
  const hold = () => { released = new Promise((resolve) => { release = resolve; }); };
  hold();
  let last = {};

  const json = (response, status, body) => {
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  };

  async function stream(response, asked, events) {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    let spoken = 0;
    for (const { event, data } of events) {
      if (kindOf(asked) === 'paused' && spoken === 1) await released;
      const line = typeof data === 'string' ? data : JSON.stringify(data);
      response.write(`${event ? `event: ${event}\n` : ''}data: ${line}\n\n`);
      if (/"(content|delta)":"[^"]|"text":"[^"]/.test(line)) spoken++;
    }
    response.end();
  }

  async function answer(request, response) {
    const path = request.url.split('?')[0];
    if (path === '/release') {
      release();
      hold();
      return json(response, 200, {});
    }
    if (path === '/asked') return json(response, 200, last);
    if (path === '/v1/models') return json(response, 200, MODELS);
    const asked = JSON.parse(await text(request) || '{}');
    last = { headers: request.headers, url: request.url, body: asked };
    const kind = kindOf(asked);
    const [, form, status] = /^(error|vllm|fastapi)-(\d{3})$/.exec(kind) ?? [];
    if (form) return json(response, Number(status), FAILURES[form](Number(status)));
    if (!(path in WHOLE)) return json(response, 404, { detail: 'Not Found' });
    if (kind === 'silent') await released;
    if (asked.stream) return stream(response, asked, STREAMED[path](asked));
    return json(response, 200, WHOLE[path](asked));
  }

  const http = createServer((request, response) => {
    answer(request, response).catch((error) => response.destroy(error));
  });
  http.listen(0, '127.0.0.1');
  await once(http, 'listening');
  const url = `http://127.0.0.1:${http.address().port}`;
  return {
    url,
    close() {
      release();
      http.closeAllConnections();
      http.close();
    },
  };
}

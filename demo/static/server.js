// The people's side of the server, over HTTP.

async function call(method, path, body, signal) {
  const options = { method, signal };
  if (body !== undefined) {
    options.body = JSON.stringify(body);
    options.headers = { "Content-Type": "application/json" };
  }
  const answer = await fetch(path, options);
  const said = await answer.json();
  if (!answer.ok) throw new Error(said.error ?? `${answer.status}`);
  return said;
}

/** Everybody and every chat; waits up to 25 seconds for a change after `since`. */
export const overview = (since) => call("GET", `/demo/overview?since=${since}&wait=${since < 0 ? 0 : 25}`);

/** One chat with its messages. */
export const chat = (id) => call("GET", `/demo/chats/${id}`);

/** Every letter that was sent, the newest first. */
export const letters = async () => (await call("GET", "/demo/letters")).letters;

/** Somebody does something (`demo/acts.py`). Throws what they are told when they cannot. */
export const act = (id, deed, given = {}) => call("POST", `/demo/people/${id}/${deed}`, given);

/** The bot's answer to a tapped button, or null. */
export const answerOf = async (query) => (await call("GET", `/demo/taps/${query}?wait=28`)).answer;

/** Somebody new with a phone; the new id. */
export const addPerson = async (name, language) => (await call("POST", "/demo/people", { name, language })).id;

/** A file's content as the server takes it. */
export function base64(file) {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(reader.result.slice(reader.result.indexOf(",") + 1));
    reader.onerror = () => reject(reader.error);
    reader.readAsDataURL(file);
  });
}

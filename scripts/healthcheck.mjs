// The health check of the containers: asks /readyz on the port given. Exit code 0 when ready.
const response = await fetch(`http://127.0.0.1:${process.argv[2]}/readyz`, {
  signal: AbortSignal.timeout(4000),
}).catch((error) => ({
  ok: false,
  status: error.message,
}));
if (!response.ok) console.error(`not ready: ${response.status}`);
process.exit(response.ok ? 0 : 1);

curl -X POST http://localhost:3000/call \
  -H "Content-Type: application/json" \
  -d '{"action": "math", "params": {"expr": "2 + 2 * 3"}}'

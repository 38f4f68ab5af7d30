curl -X POST http://localhost:3000/call \
  -H "Content-Type: application/json" \
  -d '{"action": "files", "params": {"path": "test.txt"}}'

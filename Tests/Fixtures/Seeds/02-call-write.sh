curl -X POST http://localhost:3000/call \
  -H "Content-Type: application/json" \
  -d '{"action": "writeFile", "params": {"path": "test.txt", "content": "Hello World"}}'

curl -X POST http://localhost:3000/chat/overrides \
  -H "Content-Type: application/json" \
  -d '{
    "messages": [{"role": "user", "content": "Write a poem about space"}],
    "stream": false,
    "overrides": {
      "temperature": 1.2,
      "top_p": 0.95,
      "frequency_penalty": 0.8,
      "presence_penalty": 0.6
    }
  }'

curl -X POST http://localhost:3000/chat/overrides \
  -H "Content-Type: application/json" \
  -d '{
    "messages": [{"role": "user", "content": "Tell me about renewable energy"}],
    "stream": false,
    "overrides": {
      "temperature": 0.7,
      "top_p": 0.9,
      "frequency_penalty": 0.2,
      "presence_penalty": 0.1
    }
  }'

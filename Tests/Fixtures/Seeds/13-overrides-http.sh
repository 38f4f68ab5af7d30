curl -X POST http://localhost:3000/chat/overrides \
  -H "Content-Type: application/json" \
  -d '{
    "messages": [{"role": "user", "content": "Explain how HTTP works"}],
    "stream": false,
    "overrides": {
      "temperature": 0.1,
      "top_p": 0.7,
      "frequency_penalty": 0.0,
      "presence_penalty": 0.0
    }
  }'

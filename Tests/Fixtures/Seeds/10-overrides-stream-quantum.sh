curl -X POST http://localhost:3000/chat/overrides \
  -H "Content-Type: application/json" \
  -d '{
    "messages": [
      {
        "role": "user",
        "content": "Explain quantum computing in simple terms"
      }
    ],
    "stream": true,
    "overrides": {
      "temperature": 0.3,
      "max_tokens": 300,
      "top_p": 0.8
    }
  }'

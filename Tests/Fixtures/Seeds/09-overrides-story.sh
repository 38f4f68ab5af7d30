curl -X POST http://localhost:3000/chat/overrides \
  -H "Content-Type: application/json" \
  -d '{
    "messages": [
      {
        "role": "user",
        "content": "Write a creative story about a robot"
      }
    ],
    "stream": false,
    "overrides": {
      "temperature": 0.9,
      "max_tokens": 200,
      "top_p": 0.95,
      "frequency_penalty": 0.5,
      "presence_penalty": 0.3
    }
  }'

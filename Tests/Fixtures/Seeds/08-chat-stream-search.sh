curl -X POST http://localhost:3000/chat \
  -H "Content-Type: application/json" \
  -d '{
    "messages": [
      {
        "role": "user",
        "content": "Search for information about artificial intelligence"
      }
    ],
    "stream": true
  }'

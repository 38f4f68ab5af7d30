curl -X POST http://localhost:3000/chat \
  -H "Content-Type: application/json" \
  -d '{
    "messages": [
      {
        "role": "user",
        "content": "Search for '\''machine learning'\'', then calculate 2+2, then write both results to a file called '\''results.txt'\''"
      }
    ],
    "stream": false
  }'

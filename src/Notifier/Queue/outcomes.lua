-- The next outcomes to be told; for a while they are this instance's. Answers {'outcomes', store time, name, text, name, …}.

local answer = {'outcomes', now}
for _, name in ipairs(redis.call('ZRANGEBYSCORE', key('outcomes'), '-inf', now, 'LIMIT', 0, request.most)) do
  local text = redis.call('GET', key('outcome', name))
  if text then
    redis.call('ZADD', key('outcomes'), now + request.leaseTime, name)
    answer[#answer + 1] = name
    answer[#answer + 1] = text
  else
    redis.call('ZREM', key('outcomes'), name)
  end
end
return answer

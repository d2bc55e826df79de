-- An account's open challenges and those that ended lately, newest first, for operators and auditors of its realm: at most as many as open.lua remembers.
-- `after` {at, id} is the last one of an earlier page. Answers {'listed', store time, challenge as JSON, ...}; one more than `limit` tells that there are more.

local problem = client_problem()
if problem then return {problem, now} end

local answer = {'listed', now}
for _, realm in ipairs(request.realms) do
  local name = key('recent', realm, request.accountId)
  local from = request.after and request.after.at or '+inf'
  local entries = redis.call('ZREVRANGEBYSCORE', name, from, '-inf', 'WITHSCORES')
  for i = 1, #entries, 2 do
    local id, at = entries[i], tonumber(entries[i + 1])
    local told_before = request.after and at == request.after.at and id >= request.after.id
    if not told_before then
      local challenge = hash(key('challenge', id))
      if not challenge.realm then
        -- Its time is up: the store has forgotten it.
        redis.call('ZREM', name, id)
      else
        challenge.status = status_of(challenge)
        answer[#answer + 1] = told(challenge)
        if #answer - 2 > request.limit then return answer end
      end
    end
  end
end
return answer

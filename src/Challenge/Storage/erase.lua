-- An account is no more: what is kept under its id goes at once, its open challenges and the proofs its owner names as if they had never been. The raised
-- versions stay, because they end its tokens, and so does what is told of challenges that are over, for its minutes. Repeating it changes nothing.
-- Answers {'erased', store time}.

local realm, account = request.realm, request.accountId

local function forget(id)
  local challenge = hash(key('challenge', id))
  if challenge.realm ~= realm or challenge.accountId ~= account then return end
  if status_of(challenge) == 'pending' then audit('challenge.canceled', challenge) end
  redis.call('DEL', key('challenge', id))
end

for id in pairs(hash(key('open', realm, account))) do forget(id) end
for _, id in ipairs(request.proofs) do forget(id) end
for _, kind in ipairs({'totp', 'email'}) do
  local factor = redis.call('HGET', key('factors', realm, account), kind)
  if factor then redis.call('DEL', key('step', realm, account, cjson.decode(factor).id)) end
  redis.call('DEL', key('kept', realm, account, kind))
end
for _, name in ipairs({'factors', 'open', 'wrong', 'cool-down', 'mails', 'seeded', 'recent'}) do redis.call('DEL', key(name, realm, account)) end
return {'erased', now}

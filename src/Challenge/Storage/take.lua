-- A relay's next entries of its stream: first what it took before and could not hand on, then what another instance took and did not finish within
-- 10 s, then new ones.
-- Answers {'taken', store time, id, what, entry, trace, id, what, …}. A mail is joined with its challenge here; one whose challenge is over meanwhile
-- comes as 'void': there is nothing to send.

local stream, group = key(request.stream), request.group
if redis.call('EXISTS', stream) == 0 then return {'taken', now} end
redis.pcall('XGROUP', 'CREATE', stream, group, '0')

local function joined(text)
  local mail = cjson.decode(text)
  local challenge = hash(key('challenge', mail.challengeId))
  if not challenge.content or not challenge.realm or status_of(challenge) ~= 'pending' then return 'void', '' end
  return 'mail', cjson.encode({
    mailId = challenge.id .. '.' .. mail.send, challengeId = challenge.id, realm = challenge.realm, accountId = challenge.accountId,
    purpose = challenge.purpose, sessionIdentifier = challenge.identifier, recipient = challenge.recipient, content = challenge.content,
    createdAt = mail.at, expiresAt = tonumber(challenge.expiresAt)})
end

local answer, taken = {'taken', now}, {}
local function add(entries)
  for _, entry in ipairs(entries) do
    local fields = entry[2]
    if fields and not taken[entry[1]] then
      taken[entry[1]] = true
      local what, text = fields[2], fields[4]
      if what == 'mail' then what, text = joined(text) end
      for _, part in ipairs({entry[1], what, text, fields[6]}) do answer[#answer + 1] = part end
    end
  end
end
local function read(from)
  local entries = redis.call('XREADGROUP', 'GROUP', group, request.instance, 'COUNT', 100, 'STREAMS', stream, from)
  if entries then add(entries[1][2]) end
end
read('0')
add(redis.call('XAUTOCLAIM', stream, group, request.instance, 10000, '0', 'COUNT', 100)[2])
read('>')
return answer

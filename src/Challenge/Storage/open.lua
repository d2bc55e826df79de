-- Opening a challenge, shared by create (alone) and charge (create-and-verify).
-- Order: idempotency, client, session, factor set, factor, budgets; then the oldest open one makes room and the new one is made.

local function factor_for(set, wanted)
  if wanted.kind == 'recovery' then
    if wanted.factorId or tonumber(set.recoveryCodes or 0) == 0 then return nil, (set.any == '1' and 'factor-absent' or 'factors-none') end
    return {hint = 'recovery code', format = 'recovery-16'}
  end
  local text = set[wanted.kind]
  if not text then return nil, (set.any == '1' and 'factor-absent' or 'factors-none') end
  local factor = cjson.decode(text)
  if wanted.factorId and wanted.factorId ~= factor.id then return nil, 'factor-absent' end
  if factor.status == 'disabled' then return nil, 'disabled' end
  return factor
end

local function identifier_for(open)
  local used = {}
  for _, other in ipairs(open) do used[other.identifier] = true end
  for _, candidate in ipairs(request.open.identifiers) do if not used[candidate] then return candidate end end
end

local function make_room(open)
  local mine = {}
  for _, other in ipairs(open) do if other.relyingParty == request.client.id then mine[#mine + 1] = other end end
  for i = 1, #mine - request.open.maxOpen + 1 do
    local oldest = hash(key('challenge', mine[i].id))
    oldest.id = mine[i].id
    if oldest.realm then finish(oldest, 'canceled'); audit('challenge.canceled', oldest) end
  end
end

-- Writes the challenge and answers it, or answers nil and the outcome that refuses it.
local function open_challenge()
  local session = request.session
  local wanted = request.open
  if wanted.idempotency then
    local known = redis.call('HMGET', key('idempotency', request.client.id, wanted.idempotency), 'body', 'challenge')
    if known[1] then
      if known[1] == wanted.body then return nil, {'repeated', now, known[2]} else return nil, {'key-reused', now} end
    end
  end
  local client = client_problem()
  if client then return nil, {client, now} end
  if session_over(session) then return nil, {'session-over', now} end
  if outbox_full() then return nil, {'full', now} end
  local set = factor_set(session.realm, session.accountId)
  if not set then return nil, {'factors-missing', now, session.realm, session.accountId} end

  local challenge = {id = wanted.id, realm = session.realm, accountId = session.accountId, relyingParty = request.client.id, kind = wanted.kind,
    purpose = wanted.purpose, sessionId = session.id, createdAt = now, expiresAt = now + wanted.life * 1000, attempts = 0, status = 'pending',
    changedAt = set.changedAt}
  if wanted.kind == 'none' then
    if set.owed == '1' then return nil, {'factor-absent', now} end
  else
    local factor, refusal = factor_for(set, wanted)
    if not factor then return nil, {refusal, now} end
    challenge.factorId, challenge.hint = factor.id, factor.hint
    challenge.format = factor.format or 'digits-' .. factor.digits
    if wanted.codeFormat and wanted.codeFormat ~= challenge.format then return nil, {'format', now, challenge.format} end
    local over = suspended(challenge, 'wrong', wanted.budgets.relyingPartyWrong)
      or wanted.mail and suspended(challenge, 'mails', wanted.budgets.relyingPartyMails)
    if over then return nil, over end
    local untilTime = cooling_until(challenge, wanted.budgets)
    if untilTime then return nil, {'cooling', now, untilTime} end
    if kept_enough(challenge, wanted.budgets) then return nil, {'disabled', now} end
    if wanted.codeFormat then
      local _, pause = unjudged(factor, wanted.budgets.skewSteps)
      if pause then return nil, {'wait', now, pause} end
    end
    if wanted.mail then
      if not set.recipient then return nil, {'factor-absent', now} end
      local pause = quota_pause(session.realm, session.accountId, wanted.mail.source, wanted.budgets)
      if pause then return nil, {'mail-quota', now, pause} end
      challenge.codeMac, challenge.content, challenge.recipient, challenge.mailSource = wanted.mail.codeMac, wanted.mail.content, set.recipient, wanted.mail.source
    end
  end

  local open = open_challenges(session.realm, session.accountId)
  challenge.identifier = identifier_for(open)
  if not challenge.identifier then return nil, {'full', now} end
  make_room(open)

  local fields = {'session', cjson.encode(session), 'budgets', cjson.encode(wanted.budgets)}
  for field, value in pairs(challenge) do fields[#fields + 1] = field; fields[#fields + 1] = tostring(value) end
  if wanted.nonce then fields[#fields + 1] = 'nonce'; fields[#fields + 1] = wanted.nonce end
  if wanted.service then fields[#fields + 1] = 'service'; fields[#fields + 1] = wanted.service end
  local name = key('challenge', challenge.id)
  redis.call('HSET', name, unpack(fields))
  redis.call('PEXPIRE', name, wanted.life * 1000 + 900000)
  redis.call('HSET', key('open', session.realm, session.accountId), challenge.id, cjson.encode({
    relyingParty = request.client.id, identifier = challenge.identifier, createdAt = now, expiresAt = challenge.expiresAt}))
  redis.call('PEXPIRE', key('open', session.realm, session.accountId), 86400000)
  -- The newest of an account, for whoever looks into it: in the order of their making, bounded in number and in time.
  local recent = key('recent', session.realm, session.accountId)
  redis.call('ZADD', recent, now, challenge.id)
  redis.call('ZREMRANGEBYRANK', recent, 0, -201)
  redis.call('PEXPIRE', recent, wanted.life * 1000 + 900000)
  if wanted.idempotency then
    local idempotency = key('idempotency', request.client.id, wanted.idempotency)
    redis.call('HSET', idempotency, 'body', wanted.body, 'challenge', challenge.id)
    redis.call('PEXPIRE', idempotency, wanted.life * 1000 + 900000)
  end
  if wanted.mail then send_mail(challenge, wanted.mail.source) end
  audit('challenge.created', challenge)
  return hash(name), set
end

-- Approving a challenge, shared by settle (a code was right) and create (factor none before the realm's date).
-- Spends the sign-in token where the approval yields an assertion, so that one first factor signs in once.

local function spend(session)
  local rest = math.max(1, session.expiresAt * 1000 - now)
  redis.call('SET', key('spent', session.realm, session.tokenId), '1', 'PX', rest + 60000)
end

local function approve(challenge, spends)
  redis.call('HSET', key('challenge', challenge.id), 'approvedAt', now)
  challenge.approvedAt = now
  finish(challenge, 'approved')
  if spends then spend(cjson.decode(challenge.session)) end
  -- A code that was mailed may be reported for a week: whether it let somebody in is remembered as long.
  if challenge.kind == 'email' then redis.call('SET', key('let-in', challenge.realm, challenge.id), now, 'PX', 7 * 86400000) end
  audit('challenge.approved', challenge)
end

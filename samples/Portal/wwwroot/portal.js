// What scripts add to the pages; everything works without them. Texts are set as text, never as markup.

const copiedText = document.body.dataset.copied;
const closeText = document.body.dataset.close;

// Buttons that copy what a page shows.

function textOf(source) {
    if (source.matches('pre'))
        return source.textContent;
    const parts = source.matches('ul, ol') ? [...source.children] : [source];
    return parts.map(part => part.textContent.replace(/\s+/g, ' ').trim()).join('\n');
}

function offerCopy(button) {
    const source = document.querySelector(button.dataset.copy);
    if (!source)
        return;
    const text = button.textContent;
    button.hidden = false;
    button.setAttribute('aria-live', 'polite');
    button.addEventListener('click', async () => {
        try {
            await navigator.clipboard.writeText(textOf(source));
            button.textContent = copiedText;
            setTimeout(() => { button.textContent = text; }, 3000);
        } catch {
            // A browser that does not let pages copy: the person copies what is selected.
            getSelection().selectAllChildren(source);
        }
    });
}

// What became of a mail: asked for as long as the answer says when to come again.

const mostQuestions = 300;

const pause = seconds => new Promise(done => { setTimeout(done, seconds * 1000); });

async function poll(element) {
    let failures = 0;
    let seconds = 2;
    for (let asked = 0; asked < mostQuestions && failures < 5; asked++) {
        await pause(seconds);
        if (document.hidden)
            continue;
        const answer = await ask(element.dataset.poll);
        if (!answer) {
            failures++;
            seconds *= 2;
            continue;
        }

        failures = 0;
        if (answer.text !== element.textContent)
            element.textContent = answer.text;
        element.dataset.state = answer.state;
        if (!answer.again)
            return;
        seconds = Math.max(1, answer.again);
    }
}

async function ask(address) {
    try {
        const response = await fetch(address, { redirect: 'error', cache: 'no-store', headers: { Accept: 'text/plain' } });
        const isText = response.ok && response.headers.get('Content-Type')?.startsWith('text/plain');
        return isText
            ? { text: await response.text(), state: response.headers.get('Delivery-State') ?? '', again: Number(response.headers.get('Retry-After')) } : null;
    } catch {
        return null;
    }
}

// A step of the page as a dialog; closed, it stands in the page where it was, with all that was typed.

function openDialog(section, notice) {
    const dialog = document.createElement('dialog');
    const close = document.createElement('button');
    close.type = 'button';
    close.className = 'quiet';
    close.textContent = closeText;
    close.addEventListener('click', () => dialog.close());
    dialog.addEventListener('close', () => {
        notice?.remove();
        dialog.replaceWith(...(notice ? [notice, section] : [section]));
        section.querySelector('input:not([type="hidden"])')?.focus();
    });

    const heading = section.querySelector('h2, h3');
    if (heading) {
        heading.id ||= 'dialog-title';
        dialog.setAttribute('aria-labelledby', heading.id);
    }

    section.replaceWith(dialog);
    dialog.append(close, ...(notice ? [notice] : []), section);
    dialog.showModal();
    section.querySelector('input:not([type="hidden"])')?.focus();
}

// A form is sent once; what went wrong can be tried again.

function sendOnce(form) {
    const setDisabled = isDisabled => {
        for (const button of form.querySelectorAll('button:not([type="button"])'))
            button.disabled = isDisabled;
    };
    form.addEventListener('submit', () => {
        setTimeout(() => setDisabled(true));
        setTimeout(() => setDisabled(false), 15000);
    });
    addEventListener('pageshow', () => setDisabled(false));
}

// Who hears the page hears what is wrong: with the field that is typed into next, or at once.

function tell(notice) {
    const field = document.querySelector('[autofocus]');
    if (field)
        field.setAttribute('aria-describedby', `${notice.id} ${field.getAttribute('aria-describedby') ?? ''}`.trim());
    else if (notice.matches('.notice-error'))
        notice.focus();
}

const notice = document.querySelector('#notice');
for (const button of document.querySelectorAll('button[data-copy]'))
    offerCopy(button);
for (const form of document.querySelectorAll('form[method="post"]'))
    sendOnce(form);
for (const element of document.querySelectorAll('[data-poll]'))
    poll(element);
if (notice)
    tell(notice);
const step = document.querySelector('section[data-dialog]');
if (step)
    openDialog(step, notice);

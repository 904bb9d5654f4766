// SPDX-License-Identifier: Apache-2.0
// Part of loragw
'use strict';
(() => {
  const $ = (id) => document.getElementById(id);
  const svgns = 'http://www.w3.org/2000/svg';
  const shown = {};
  let state, heardAt = 0;

  // Text from outside gets into the page here only, as text.
  function el(tag, kind, ...inside) {
    const node = document.createElement(tag);
    if (kind) node.className = kind;
    node.append(...inside.filter((x) => x !== null && x !== undefined && x !== ''));
    return node;
  }
  function shape(tag, attributes, text) {
    const node = document.createElementNS(svgns, tag);
    for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
    if (text !== undefined) node.textContent = text;
    return node;
  }

  // A number stays on one line with its unit.
  const nb = '\u00a0';
  const fixed = (x, places) => x.toFixed(places);
  function duration(s) {
    if (s < 60) return fixed(s, 1) + nb + 's';
    if (s < 3600) return fixed(s / 60, 1) + nb + 'min';
    const minutes = Math.round(s / 60);
    if (s < 172800) return `${Math.floor(minutes / 60)}${nb}h ${minutes % 60}${nb}min`;
    return `${Math.floor(minutes / 1440)}${nb}d ${Math.floor(minutes / 60) % 24}${nb}h`;
  }
  const us = (x) => duration(x / 1e6);
  function bytes(n) {
    if (n < 1000) return n + nb + 'B';
    if (n < 1e6) return fixed(n / 1000, 1) + nb + 'kB';
    if (n < 1e9) return fixed(n / 1e6, 1) + nb + 'MB';
    return fixed(n / 1e9, 1) + nb + 'GB';
  }
  const count = (n, what) => `${n}${nb}${what}${n === 1 ? '' : 's'}`;
  const ago = (s) => duration(Math.max(0, s)) + ' ago';
  const db = (x) => fixed(x, 1) + nb + 'dB';
  function clock(unix) {
    const time = new Date(unix * 1000);
    const today = new Date().toDateString() === time.toDateString();
    const date = today ? '' : time.toLocaleDateString([], { day: 'numeric', month: 'short' }) + ' ';
    const node = el('time', '', date + time.toLocaleTimeString([], { hourCycle: 'h23' }));
    node.dateTime = time.toISOString();
    return node;
  }
  const pill = (kind, text) => el('span', 'pill ' + kind, text);
  const nothing = (text) => el('p', 'muted', text);
  function facts(rows) {
    const list = el('dl');
    for (const [name, value] of rows) {
      if (value !== null && value !== undefined) list.append(el('dt', '', name), el('dd', '', value));
    }
    return list;
  }
  function bar(parts, label, now) {
    const node = el('div', 'bar');
    node.setAttribute('role', 'progressbar');
    node.setAttribute('aria-label', label);
    node.setAttribute('aria-valuenow', Math.round(now * 100));
    for (const [kind, share] of parts) {
      const part = el('i', kind);
      part.style.width = Math.min(100, Math.max(0, share * 100)) + '%';
      node.append(part);
    }
    return node;
  }

  // Sections

  function alarms() {
    return state.alarms.map((alarm) => el('div', 'alarm ' + alarm.severity,
      el('b', '', alarm.text), el('span', '', 'What to do: ' + alarm.remedy + '.')));
  }

  function radio() {
    const s = state.status, h = state.hearing;
    return [facts([
      ['State', s.radio_fault ? pill('bad', 'out of order') : pill('good', 'in order')],
      ['Fault', s.radio_fault],
      ['Driver', s.driver],
      ['Channel', `${fixed(s.frequency_hertz / 1e6, 3)}${nb}MHz, SF${s.spreading_factor}, ${s.bandwidth_hertz / 1000}${nb}kHz`],
      ['Sending', s.receive_only ? pill('warn', 'never') : s.call_sign ? `in clear, as ${s.call_sign}` : null],
      ['Last heard', h ? ago(h.heard_seconds_ago) : 'nothing yet'],
      ['SNR, strength', h ? `${db(h.snr_decibels)}, ${fixed(h.rssi_dbm, 0)}${nb}dBm` : null],
      ['Noise floor', h ? `about ${fixed(h.noise_floor_dbm, 0)}${nb}dBm` : null],
      ['Sent', `${count(s.frames_sent, 'frame')}, ${bytes(s.bytes_sent)}, ${us(s.airtime_us)}`],
      ['Heard', `${count(s.frames_received, 'frame')}; ${s.frames_forged} forged, ${s.frames_foreign} foreign`],
    ])];
  }

  function mails() {
    const m = state.status.mails, d = state.disk;
    return [facts([
      ['Accepted from here', `${m.accepted}`],
      ['Stored by a peer', `${m.crossed}`],
      ['Refused over there', `${m.refused}`],
      ['Arrived from the air', `${m.arrived}`],
      ['Handed over here', `${m.handed_over}`],
      ['Given up incomplete', state.status.partial_mails_expired ? `${state.status.partial_mails_expired}` : null],
      ['Spool', d ? bytes(d.spool_bytes) : null],
      ['Room on its disk', d ? `${bytes(d.free_bytes)} of ${bytes(d.size_bytes)}` : null],
    ])];
  }

  function airtime() {
    return state.status.bands.map((band, index) => {
      const used = band.airtime_in_window_us - band.airtime_reserved_us;
      const limit = band.airtime_limit_us;
      const item = el('div', 'item', el('div', 'row', el('h3', '', band.name || 'band'),
        el('span', 'muted small', band.frequencies_hertz.map((f) => fixed(f / 1e6, 3) + nb + 'MHz').join(', '))));
      if (limit) {
        const left = band.airtime_left_for_mail_us || 0;
        const kept = Math.max(0, (band.airtime_left_us || 0) - left);
        item.append(
          bar([['used', used / limit], ['booked', band.airtime_reserved_us / limit], ['room', left / limit],
            ['kept', kept / limit]], 'Airtime used in ' + band.name, band.airtime_in_window_us / limit),
          el('div', 'legend', el('span', 'used', `${us(used)} used`),
            el('span', 'booked', `${us(band.airtime_reserved_us)} reserved`),
            el('span', 'room', `${us(left)} left`),
            el('span', 'kept', `${us(kept)} kept for chat and control`),
            el('b', '', `${us(limit)} an hour`)));
      } else {
        item.append(el('p', '', `no limit; ${us(used)} in the last hour`));
      }
      const line = state.airtime[index];
      if (line) item.append(timeline(line.minutes_us, limit));
      return item;
    });
  }

  function width(id) { return Math.max(240, Math.floor($(id).querySelector('div').clientWidth)); }

  function timeline(minutes, limit) {
    const w = width('airtime'), n = minutes.length, high = 84, low = 34, gap = 26;
    const picture = shape('svg', { viewBox: `0 0 ${w} ${high + gap + low + 20}`, role: 'img',
      height: high + gap + low + 20, 'aria-label': 'Airtime of the sliding hour and of each minute' });
    const x = (i) => (i + 1) / n * w;
    const sums = minutes.map((_, i) => minutes.slice(Math.max(0, i - 59), i + 1).reduce((a, b) => a + b, 0));
    const top = Math.max(limit || 0, ...sums, 1) * 1.08;
    const y = (v) => 14 + (high - 14) * (1 - v / top);
    const points = sums.map((v, i) => `${x(i).toFixed(1)},${y(v).toFixed(1)}`);
    picture.append(
      shape('polygon', { class: 'area', points: `${x(0)},${high} ${points.join(' ')} ${w},${high}` }),
      shape('polyline', { class: 'line', points: points.join(' ') }),
      shape('line', { class: 'axis', x1: 0, x2: w, y1: high, y2: high }));
    if (limit) picture.append(shape('line', { class: 'limit', x1: 0, x2: w, y1: y(limit), y2: y(limit) }));
    picture.append(shape('text', { x: 0, y: 9 }, limit ? 'Sliding hour; dashed: what the law allows' : 'Sliding hour'));
    const most = Math.max(...minutes, 1), base = high + gap + low;
    const path = minutes.map((v, i) => v > 0
      ? `M${(x(i) - w / n + .5).toFixed(1)} ${base}V${(base - v / most * low).toFixed(1)}h${Math.max(.5, w / n - 1).toFixed(1)}V${base}z` : '');
    picture.append(
      shape('text', { x: 0, y: high + 18 }, most > 1 ? `Each minute; the most was ${us(most)}` : 'Each minute'),
      shape('path', { class: 'bars', d: path.join('') }),
      shape('line', { class: 'axis', x1: 0, x2: w, y1: base, y2: base }),
      shape('text', { x: 0, y: base + 14 }, '2 h ago'),
      shape('text', { x: w / 2, y: base + 14, 'text-anchor': 'middle' }, '1 h ago'),
      shape('text', { x: w, y: base + 14, 'text-anchor': 'end' }, 'now'));
    return picture;
  }

  function peers() {
    if (!state.status.peers.length) return [nothing('No peers yet; `loragw peer invite` makes the line for the first one.')];
    const list = el('div', 'peers');
    const trends = new Map(state.links.map((link) => [link.peer, link.points]));
    for (const peer of state.status.peers) list.append(one(peer, trends.get(peer.name) || []));
    return [list];
  }

  function one(peer, points) {
    const last = points[points.length - 1], wait = peer.waiting;
    const item = el('div', '', el('div', 'row', el('h3', '', peer.name, peer.call_sign ? ` (${peer.call_sign})` : ''),
      peer.refused_protocol_version !== undefined ? pill('bad', 'version refused')
        : peer.has_session ? pill('good', 'session open') : pill('warn', 'no session yet')));
    const heard = peer.heard_seconds_ago === undefined ? 'not heard yet' : 'heard ' + ago(peer.heard_seconds_ago);
    const parts = [heard];
    if (peer.snr_decibels !== undefined) parts.push('SNR ' + db(peer.snr_decibels));
    if (last) parts.push('SF' + last.spreading_factor);
    if (last && last.loss_ratio !== undefined) parts.push(fixed(last.loss_ratio * 100, 0) + nb + '% lost');
    item.append(el('p', 'small', parts.join(' · ')), el('p', 'muted small', 'for ' + peer.domains.join(', ')));
    if (wait.mails) {
      const eta = wait.eta_seconds === undefined ? '' : `, there in about ${duration(wait.eta_seconds)}`;
      item.append(el('p', 'small', `${count(wait.mails, 'mail')} waiting, ${us(wait.price_us)} of airtime${eta}`));
    }
    item.append(points.length > 1 ? trend(points) : el('p', 'muted small', 'Its link quality is drawn once it was heard for some minutes.'));
    return item;
  }

  function trend(points) {
    // As the grid of peers lays its columns out.
    const box = width('peers'), room = Math.max(1, Math.floor((box + 24) / 408));
    const columns = Math.min(room, state.status.peers.length);
    const w = (box - 24 * (columns - 1)) / columns, high = 64, foot = 16;
    const first = points[0].unix_seconds, span = Math.max(60, points[points.length - 1].unix_seconds - first);
    const snrs = points.flatMap((p) => [p.snr_decibels, p.least_snr_decibels]);
    const least = Math.floor(Math.min(...snrs) - 1), most = Math.ceil(Math.max(...snrs) + 1);
    const left = 34, x = (p) => left + (p.unix_seconds - first) / span * (w - left);
    const y = (v) => 4 + (high - 4) * (1 - (v - least) / (most - least));
    const picture = shape('svg', { viewBox: `0 0 ${w} ${high + foot}`, height: high + foot, role: 'img',
      'aria-label': 'Signal to noise ratio over time, with loss' });
    for (const p of points) {
      if (p.loss_ratio) picture.append(shape('rect', { class: 'loss', x: x(p) - 1.5, width: 3,
        y: high - p.loss_ratio * (high - 4), height: p.loss_ratio * (high - 4) }));
    }
    picture.append(
      shape('line', { class: 'axis', x1: left, x2: w, y1: high, y2: high }),
      shape('polyline', { class: 'line', points: points.map((p) => `${x(p).toFixed(1)},${y(p.snr_decibels).toFixed(1)}`).join(' ') }),
      shape('text', { x: 0, y: 12 }, `${most} dB`), shape('text', { x: 0, y: high }, `${least} dB`),
      shape('text', { x: left, y: high + 13 }, duration(state.unix_seconds - first) + ' ago'),
      shape('text', { x: w, y: high + 13, 'text-anchor': 'end' }, 'SNR; red: share lost'));
    return picture;
  }

  function queue() {
    if (!state.queue.length) return [nothing('No mail waits.')];
    const items = state.queue.map((mail) => {
      const out = mail.direction === 'out';
      const item = el('div', 'item', el('div', 'row', el('h3', '', mail.id),
        pill({ failed: 'bad', unreadable: 'bad', refused: 'bad' }[mail.state] || (mail.state === 'on air' ? 'good' : ''), mail.state)));
      if (out || mail.state === 'receiving') {
        item.append(bar([['used', mail.progress]], `Progress of ${mail.id}`, mail.progress));
      }
      const parts = [(out ? 'to ' : 'from ') + mail.peer];
      if (out || mail.state === 'receiving') parts.push(Math.floor(mail.progress * 100) + nb + '%');
      if (mail.raw_bytes) parts.push(bytes(mail.raw_bytes) + (mail.packed_bytes !== undefined ? ' as ' + bytes(mail.packed_bytes) : ''));
      if (mail.price_microseconds !== undefined) parts.push(us(mail.price_microseconds) + ' of airtime');
      if (mail.eta_seconds !== undefined) parts.push('there in about ' + duration(mail.eta_seconds)
        + (mail.eta_ninetieth_seconds > mail.eta_seconds ? ` (9 of 10: ${duration(mail.eta_ninetieth_seconds)})` : ''));
      item.append(el('p', 'small', parts.join(' · ')));
      for (const r of mail.recipients) {
        if (r.state === 'failed' || r.state === 'refusedThere') item.append(el('p', 'small', `<${r.address}> ${r.reply || 'failed'}`));
      }
      return item;
    });
    const more = state.queue_length - state.queue.length;
    if (more > 0) items.push(el('p', 'item muted', `and ${more} more`));
    return items;
  }

  function delivered() {
    if (!state.delivered.length) return [nothing('Nothing since this gateway started.')];
    const list = el('ol');
    for (const mail of state.delivered.slice(0, 12)) {
      const how = mail.direction === 'out'
        ? `to ${mail.peer}, ${bytes(mail.bytes)} on air in ${count(mail.frames, 'frame')}, ${us(mail.airtime_us)}`
        : `from ${mail.peer}, ${bytes(mail.bytes)}`;
      list.append(el('li', '', clock(mail.unix_seconds), el('span', '', el('b', '', mail.id), ' ' + how)));
    }
    return [list];
  }

  function events() {
    if (!state.events.length) return [nothing('Nothing happened since this gateway started.')];
    const list = el('ol');
    for (const event of state.events) list.append(el('li', event.severity, clock(event.unix_seconds), el('span', '', event.text)));
    return [list];
  }

  function put(id, make, parts) {
    const key = JSON.stringify(parts);
    if (shown[id] === key) return;
    shown[id] = key;
    const place = id === 'alarms' ? $(id) : $(id).querySelector('div');
    place.replaceChildren(...make());
  }

  function render() {
    const s = state.status, w = document.documentElement.clientWidth;
    document.title = (state.alarms.length ? `(${state.alarms.length}) ` : '') + s.name + ' · loragw';
    $('name').textContent = s.name;
    $('since').textContent = `up ${duration(s.uptime_seconds)}`;
    put('alarms', alarms, state.alarms);
    put('radio', radio, [s, state.hearing]);
    put('mails', mails, [s.mails, s.partial_mails_expired, state.disk]);
    put('airtime', airtime, [s.bands, state.airtime, w]);
    put('peers', peers, [s.peers, state.links, w]);
    put('queue', queue, [state.queue, state.queue_length]);
    put('delivered', delivered, state.delivered);
    put('events', events, state.events);
  }

  function live(kind, text) {
    $('live').className = 'pill ' + kind;
    $('live').textContent = text;
  }

  function follow() {
    const stream = new EventSource('v1/stream');
    stream.addEventListener('overview', (event) => {
      state = JSON.parse(event.data);
      heardAt = Date.now();
      live('good', 'live');
      render();
    });
    stream.addEventListener('trouble', (event) => live('bad', event.data));
    stream.onerror = () => {
      live('warn', heardAt ? `not live for ${duration((Date.now() - heardAt) / 1000)}` : 'not live');
      if (stream.readyState === 2) setTimeout(follow, 10000);
    };
  }

  state = JSON.parse($('state').textContent);
  $('app').hidden = false;
  live('', 'as of ' + new Date(state.unix_seconds * 1000).toLocaleTimeString([], { hourCycle: 'h23' }));
  render();
  follow();
  addEventListener('resize', render);
})();

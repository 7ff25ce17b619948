#!/bin/sh
# Makes the demonstration's speakers: drawn figures of nobody, with synthetic voices, and a slide show for the
# screen share. Needs ffmpeg (libvpx, libx264, libopus) and espeak-ng; the results are committed, so nobody else does.
#
#   ./make-media.sh [name …]      all of ana, boris, chen, dina and slides without arguments
#
# Each speaker is a loop of 12 s at 25 fps: 8 s of speech, then 4 s of listening, with a keyframe every second.
# Figures move in periods of 4 s, so that speech and listening can follow each other in any order.
# Per speaker: NAME.q|h|f.ivf (VP8 320x180, 640x360, 1280x720) or .h264, NAME.ogg (Opus, 20 ms), NAME.levels
# (loudness of each 20 ms in -dBov, for the audio level extension of RFC 6464).
set -eu
cd "$(dirname "$0")"
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
ff="ffmpeg -hide_banner -loglevel error -nostdin -y"
fps=25
speech=8
total=12

# shape FILE COLOUR ALPHA: one still of 1280x720 with one soft-edged shape; COLOUR is "r g b", lit from the left.
shape() {
	# shellcheck disable=SC2086
	set -- "$1" "$3" $2
	light='(1.08-0.16*X/W-0.06*Y/H)'
	$ff -f lavfi -i color=black:s=1280x720:d=1:r=1 -frames:v 1 -vf \
		"format=rgba,geq=r='clip($3*$light,0,255)':g='clip($4*$light,0,255)':b='clip($5*$light,0,255)':a='255*clip($2,0,1)'" \
		"$tmp/$1.png"
}

ellipse() { echo "(1-hypot((X-$1)/$3,(Y-$2)/$4))*min($3,$4)*0.8"; }       # cx cy rx ry
blob() { echo "(1-pow(pow(abs(X-$1)/$3,$5)+pow(abs(Y-$2)/$4,$5),1/$5))*min($3,$4)*0.8"; } # … and how square

# stack FILE LAYER…: puts stills on top of each other.
stack() {
	out=$1
	shift
	inputs= chain='[0]null[v0]' n=0
	for layer in "$@"; do
		inputs="$inputs -i $tmp/$layer.png"
		if [ "$n" -gt 0 ]; then chain="$chain;[v$((n - 1))][$n]overlay=format=auto[v$n]"; fi
		n=$((n + 1))
	done
	# shellcheck disable=SC2086
	$ff $inputs -filter_complex "$chain" -map "[v$((n - 1))]" -frames:v 1 "$tmp/$out.png"
}

# voice NAME ESPEAK-VOICE SPEED PITCH TEXT: sound of exactly $total seconds that begins with the text, and its levels.
voice() {
	espeak-ng -v "$2" -s "$3" -p "$4" -a 120 -w "$tmp/$1.raw.wav" "$5"
	length=$(ffprobe -v error -show_entries format=duration -of csv=p=0 "$tmp/$1.raw.wav")
	# Anything longer than the speech part is spoken a little faster.
	tempo=$(awk -v l="$length" -v s="$speech" 'BEGIN { m = s - 0.6; printf "%.4f", (l > m) ? l / m : 1 }')
	$ff -i "$tmp/$1.raw.wav" -af "atempo=$tempo,highpass=f=90,lowpass=f=7500,adelay=300,apad=whole_dur=$total,atrim=0:$total,loudnorm=I=-20:TP=-2,aresample=48000" \
		-ac 1 "$tmp/$1.wav"
	$ff -i "$tmp/$1.wav" -c:a libopus -b:a 28k -vbr on -application voip -frame_duration 20 -map_metadata -1 "$1.ogg"
	$ff -i "$tmp/$1.wav" -af "asetnsamples=960:p=1,astats=metadata=1:reset=1,ametadata=print:key=lavfi.astats.Overall.RMS_level:file=$tmp/$1.txt" -f null -
	awk -F= '/RMS_level/ { l = $2 == "-inf" ? 127 : int(-$2 + 0.5); if (l > 127) l = 127; if (l < 0) l = 0; printf "%d%s", l, ++n % 25 ? " " : "\n" }' \
		"$tmp/$1.txt" >"$1.levels"
}

# mouth NAME LOUD QUIET: an expression that is true in frames whose sound is between the two.
mouth() {
	tr ' ' '\n' <"$1.levels" | awk -v loud="$2" -v quiet="$3" '
		NF { k = n++; i = int(k / 2); if (!(i in best) || $1 < best[i]) best[i] = $1; last = i }
		END {
			for (i = 0; i <= last + 1; i++) {
				on = i <= last && best[i] >= loud && best[i] < quiet
				if (on && !was) from = i
				if (!on && was) { printf "%sbetween(n,%d,%d)", sep, from, i - 1; sep = "+" }
				was = on
			}
			if (sep == "") printf "0"
		}'
}

# encode NAME CODEC: three layers of $tmp/NAME.mkv.
encode() {
	for layer in q:320x180:70k:140k:34 h:640x360:170k:340k:32 f:1280x720:420k:840k:30; do
		rid=${layer%%:*} rest=${layer#*:}
		size=${rest%%:*} rest=${rest#*:}
		rate=${rest%%:*} rest=${rest#*:}
		most=${rest%%:*} crf=${rest##*:}
		set -- "$1" "$2"
		scale="scale=$(echo "$size" | tr x :):flags=lanczos,format=yuv420p"
		if [ "$2" = vp8 ]; then
			$ff -i "$tmp/$1.mkv" -vf "$scale" -c:v libvpx -b:v "$rate" -maxrate "$most" -bufsize "$rate" -crf "$((crf - 14))" -qmin 4 -qmax 52 \
				-g $fps -keyint_min $fps -auto-alt-ref 0 -lag-in-frames 0 -deadline good -cpu-used 1 -error-resilient default \
				-map_metadata -1 "$1.$rid.ivf"
		else
			$ff -i "$tmp/$1.mkv" -vf "$scale" -c:v libx264 -profile:v baseline -level 3.1 -preset slow -tune animation -crf "$((crf - 4))" -maxrate "$most" -bufsize "$rate" \
				-x264-params "bframes=0:keyint=$fps:min-keyint=$fps:scenecut=0:repeat-headers=1:slices=1" \
				-map_metadata -1 -bsf:v 'filter_units=remove_types=6' -f h264 "$1.$rid.h264"
		fi
	done
}

# face NAME SKIN HAIR BROW: head, eyes, mouths and lids; hair is drawn by the speaker's own function.
face() {
	skin=$2
	shape neck "$(darker "$skin")" "$(blob 640 470 58 110 3)"
	shape skull "$skin" "$(blob 640 300 112 150 2.3)"
	shape ears "$(darker "$skin")" "max($(ellipse 528 312 20 34),$(ellipse 752 312 20 34))"
	shape cheeks "214 106 96" "0.16*max($(ellipse 580 352 34 24)/20,$(ellipse 700 352 34 24)/20)"
	shape nose "$(darker "$skin")" "0.75*$(blob 644 330 15 34 2.2)/6"
	shape white "246 244 240" "max($(ellipse 596 290 23 13),$(ellipse 684 290 23 13))"
	shape iris "$4" "max($(ellipse 598 290 11 12),$(ellipse 686 290 11 12))"
	shape brows "$3" "max($(blob 594 256 34 6 2.4),$(blob 686 256 34 6 2.4))"
	shape lids "$(echo "$skin" | awk '{ printf "%d %d %d", $1 * 0.95, $2 * 0.93, $3 * 0.92 }')" "max($(ellipse 596 289 26 16),$(ellipse 684 289 26 16))"
	shape mouth0 "150 72 70" "$(blob 640 389 36 5 2.2)"
	shape mouth1 "110 40 44" "$(blob 640 391 32 11 2.2)"
	shape inner "96 30 36" "$(blob 640 394 33 19 2.2)"
	shape teeth "240 236 230" "$(blob 640 382 24 6 2.6)"
	stack mouth2 inner teeth
}

darker() { echo "$1" | awk '{ printf "%d %d %d", $1 * 0.86, $2 * 0.83, $3 * 0.82 }'; }

# suit JACKET SHIRT TIE: the body behind the desk, tie "" for none.
suit() {
	shape jacket "$1" "$(blob 640 840 345 360 2.6)"
	shape lapel "$(darker "$1")" "min($(blob 640 840 345 360 2.6),min((Y-505)*0.6,(118-abs(X-640)-(Y-505)*0.42)*0.6))"
	shape shirt "$2" "min((Y-488)*0.5,(78-abs(X-640)-(Y-500)*0.36)*0.6)"
	if [ -n "$3" ]; then
		shape tie "$3" "min((Y-508)*0.5,(10+(Y-508)*0.09-abs(X-640))*0.6)"
	else
		shape tie "$2" "0"
	fi
	shape chin "20 16 24" "0.30*$(ellipse 640 455 92 44)/30"
	stack body neck chin jacket lapel shirt tie
}

# desk: table edge and microphone, with a ring that is lit while its owner speaks.
desk() {
	shape table "74 56 46" "(Y-650)*0.7"
	shape edge "120 94 76" "min((Y-646)*0.7,(654-Y)*0.7)"
	shape stem "34 36 42" "min((Y-560)*0.7,4.5-abs(X-(884-0.0058*(Y-690)*(Y-690))))"
	shape capsule "44 47 54" "$(blob 785 545 13 32 2.4)"
	shape ring "226 52 46" "min($(blob 786 582 17 7 2.4),1)"
	stack desk table edge stem capsule
}

# animate NAME BACKGROUND: everything together at double size, so that slow movements do not go in whole pixels.
animate() {
	nod="4*sin(2*PI*t/4)+if(lt(t,$speech),sin(PI*t/$speech)*(7*sin(2*PI*t/1.6)+4*sin(2*PI*t/0.9)),0)"
	sway="8*sin(2*PI*t/4+0.8)-8*sin(0.8)+if(lt(t,$speech),sin(PI*t/$speech)*16*sin(2*PI*t/3.1),0)"
	breath="3*sin(2*PI*t/4)"
	blink="between(t,2.30,2.42)+between(t,5.10,5.22)+between(t,6.40,6.50)+between(t,9.60,9.72)"
	open2=$(mouth "$1" 0 24)
	open1=$(mouth "$1" 24 38)
	loop="-loop 1 -framerate $fps -t $total -i"
	# shellcheck disable=SC2086
	$ff $loop "$tmp/$2.png" $loop "$tmp/back.png" $loop "$tmp/body.png" $loop "$tmp/head.png" \
		$loop "$tmp/lids.png" $loop "$tmp/mouth0.png" $loop "$tmp/mouth1.png" $loop "$tmp/mouth2.png" \
		$loop "$tmp/front.png" $loop "$tmp/desk.png" $loop "$tmp/ring.png" -filter_complex "
		[0]scale=2560:1440[v];[1]scale=2560:1440[back];[2]scale=2560:1440[body];[3]scale=2560:1440[head];[4]scale=2560:1440[lids];
		[5]scale=2560:1440[m0];[6]scale=2560:1440[m1];[7]scale=2560:1440[m2];[8]scale=2560:1440[front];[9]scale=2560:1440[desk];[10]scale=2560:1440[ring];
		[v][back]overlay=x='$sway':y='$nod'[a];[a][body]overlay=x='($sway)*0.25':y='$breath'[b];[b][head]overlay=x='$sway':y='$nod'[c];
		[c][lids]overlay=x='$sway':y='$nod':enable='$blink'[d];[d][m0]overlay=x='$sway':y='$nod':enable='not($open1+$open2)'[e];
		[e][m1]overlay=x='$sway':y='$nod':enable='$open1'[f];[f][m2]overlay=x='$sway':y='$nod':enable='$open2'[g];
		[g][front]overlay=x='$sway':y='$nod'[h];[h][desk]overlay[i];[i][ring]overlay=enable='lt(t,$speech)'[j];
		[j]scale=1280:720:flags=area,format=yuv420p" -frames:v $((fps * total)) -c:v ffv1 "$tmp/$1.mkv"
}

# wall FILE BASE FILTERS: a room out of focus.
wall() { $ff -f lavfi -i "color=$2:s=1280x720:d=1:r=1" -frames:v 1 -vf "$3,vignette=PI/5,format=rgb24" "$tmp/$1.png"; }

nothing() { shape "$1" "0 0 0" 0; }

ana() {
	voice ana en-gb+f3 158 46 "Thank you, Madam Moderator. This is a demonstration. I am a drawing with a synthetic voice, and nobody's delegate."
	wall room 0x8fa3b5 "drawbox=x=120:y=-20:w=330:h=520:c=0xdbe7ef:t=fill,drawbox=x=275:y=-20:w=16:h=520:c=0x8fa3b5:t=fill,drawbox=x=860:y=120:w=300:h=200:c=0x6d8196:t=fill,drawbox=x=0:y=560:w=1280:h=160:c=0x74879a:t=fill,gblur=sigma=16"
	face ana "232 190 160" "70 44 32" "70 92 60"
	suit "122 38 58" "238 232 226" ""
	shape back "74 46 34" "max($(blob 640 330 158 190 2.6),$(blob 640 420 150 130 3))"
	shape crown "86 54 38" "min($(blob 640 262 128 130 2.3),max((234-Y)*0.5-0.004*(X-690)*(X-690),abs(X-640)-96))"
	stack head ears skull cheeks white iris brows nose crown
	nothing front
	animate ana room
	encode ana vp8
}

boris() {
	voice boris en-gb+m3 150 32 "Thank you for the floor. You are watching a simulated panel. It shows how this room works, with moving pictures and sound, and with no real speaker."
	wall room 0x6b5340 "drawbox=x=0:y=60:w=1280:h=14:c=0x4a382b:t=fill,drawbox=x=0:y=250:w=1280:h=14:c=0x4a382b:t=fill,drawbox=x=0:y=440:w=1280:h=14:c=0x4a382b:t=fill,drawbox=x=60:y=100:w=60:h=150:c=0x8c3b33:t=fill,drawbox=x=130:y=120:w=40:h=130:c=0x33586b:t=fill,drawbox=x=180:y=90:w=50:h=160:c=0xb08d57:t=fill,drawbox=x=960:y=95:w=70:h=155:c=0x3f5f4a:t=fill,drawbox=x=1040:y=110:w=44:h=140:c=0xa46a3f:t=fill,drawbox=x=1110:y=100:w=80:h=150:c=0x54406b:t=fill,drawbox=x=90:y=300:w=80:h=140:c=0x3f5f4a:t=fill,drawbox=x=200:y=290:w=50:h=150:c=0x9a7b4f:t=fill,drawbox=x=1000:y=295:w=60:h=145:c=0x8c3b33:t=fill,drawbox=x=1100:y=310:w=90:h=130:c=0x33586b:t=fill,gblur=sigma=9"
	face boris "222 176 146" "120 116 112" "84 96 112"
	suit "52 58 70" "226 232 240" "36 84 128"
	nothing back
	shape beard "128 124 120" "min($(blob 640 322 116 148 2.3),max((Y-352)*0.5,(Y-300)*0.4+(abs(X-640)-92)))"
	shape sides "132 128 124" "min($(blob 640 296 119 150 2.3),min(abs(X-640)-90,(332-Y)*0.5))"
	shape rims "30 30 34" "max(min($(ellipse 594 292 44 34),5-$(ellipse 594 292 44 34)),min($(ellipse 686 292 44 34),5-$(ellipse 686 292 44 34)))"
	stack head ears skull cheeks sides beard white iris brows nose
	stack front rims
	animate boris room
	encode boris vp8
}

chen() {
	voice chen en-us+f4 164 62 "Good morning, and thank you. Please write your questions in the list beside the picture. This is only a rehearsal, so all of them are welcome."
	wall room 0xdfe4dc "drawbox=x=880:y=80:w=300:h=420:c=0xc3d2c0:t=fill,drawbox=x=60:y=240:w=30:h=360:c=0x6b8f63:t=fill,drawbox=x=100:y=180:w=36:h=420:c=0x7fa574:t=fill,drawbox=x=150:y=260:w=28:h=340:c=0x5c8056:t=fill,drawbox=x=200:y=220:w=24:h=380:c=0x8bb17f:t=fill,drawbox=x=0:y=580:w=1280:h=140:c=0xb9b6a6:t=fill,gblur=sigma=20"
	face chen "238 204 172" "26 24 26" "44 30 24"
	suit "38 78 92" "246 246 244" ""
	shape back "30 28 30" "$(blob 640 300 136 168 2.5)"
	shape crown "36 33 36" "min($(blob 640 290 134 166 2.5),max((238-Y)*0.6,max((abs(X-640)-98),min((252-Y)*0.5,40))))"
	stack head ears skull cheeks white iris brows nose crown
	nothing front
	animate chen room
	encode chen vp8
}

dina() {
	voice dina en-gb-scotland+m7 150 44 "Madam Moderator, Excellencies. This loop of eight seconds repeats. It lets you try the stage, the chat and the questions before real people come."
	wall room 0x1f2a44 "drawbox=x=0:y=330:w=180:h=320:c=0x2c3a5c:t=fill,drawbox=x=190:y=250:w=140:h=400:c=0x263252:t=fill,drawbox=x=930:y=290:w=150:h=360:c=0x2c3a5c:t=fill,drawbox=x=1100:y=220:w=180:h=430:c=0x263252:t=fill,drawbox=x=40:y=370:w=26:h=26:c=0xf2c46d:t=fill,drawbox=x=110:y=430:w=26:h=26:c=0xf2c46d:t=fill,drawbox=x=230:y=300:w=26:h=26:c=0xf7dfa8:t=fill,drawbox=x=280:y=390:w=26:h=26:c=0xf2c46d:t=fill,drawbox=x=970:y=340:w=26:h=26:c=0xf7dfa8:t=fill,drawbox=x=1030:y=420:w=26:h=26:c=0xf2c46d:t=fill,drawbox=x=1140:y=280:w=26:h=26:c=0xf2c46d:t=fill,drawbox=x=1210:y=360:w=26:h=26:c=0xf7dfa8:t=fill,gblur=sigma=11"
	face dina "142 96 70" "24 18 16" "40 24 18"
	suit "196 148 60" "250 246 236" "70 40 90"
	nothing back
	shape crown "28 22 20" "min($(blob 640 288 118 148 2.4),max((212-Y)*0.5,min((288-Y)*0.5,abs(X-640)-100)))"
	stack head ears skull cheeks white iris brows nose crown
	nothing front
	animate dina room
	encode dina h264
}

slides() {
	font="font=DejaVu Sans"
	n=0
	inputs= chain=
	for words in \
		"A demonstration|This panel is simulated.|No real delegate speaks here." \
		"How to take part|Write a line in the chat.|Ask a question, or lend one your voice." \
		"What you see|Speakers in pictures of three sizes.|The server sends the size that you show." \
		"What comes next|A moderator brings speakers on stage.|Everybody sees it at once."; do
		title=${words%%|*} rest=${words#*|}
		colour=$(echo "0x1d3557 0x2a4d3e 0x4a2c4d 0x5a3a1c" | cut -d' ' -f$((n + 1)))
		$ff -f lavfi -i "color=$colour:s=1280x720:d=5:r=5" -vf "drawbox=x=0:y=0:w=28:h=720:c=white@0.25:t=fill,drawtext=$font:text='$title':fontcolor=white:fontsize=76:x=120:y=150,drawtext=$font:text='${rest%%|*}':fontcolor=white@0.9:fontsize=40:x=120:y=340,drawtext=$font:text='${rest##*|}':fontcolor=white@0.9:fontsize=40:x=120:y=420,drawtext=$font:text='$((n + 1)) of 4':fontcolor=white@0.7:fontsize=30:x=1080:y=640,drawtext=$font:text='●':fontcolor=white@0.9:fontsize=28:x='120+14*n':y=560" \
			-c:v ffv1 "$tmp/slide$n.mkv"
		inputs="$inputs -i $tmp/slide$n.mkv" chain="$chain[$n]"
		n=$((n + 1))
	done
	# shellcheck disable=SC2086
	$ff $inputs -filter_complex "${chain}concat=n=$n,format=yuv420p" -c:v libvpx -b:v 120k -maxrate 400k -bufsize 400k -crf 12 -qmin 4 -qmax 40 \
		-g 10 -keyint_min 10 -auto-alt-ref 0 -lag-in-frames 0 -deadline good -map_metadata -1 slides.f.ivf
}

if [ $# -eq 0 ]; then set -- ana boris chen dina slides; fi
desk
for name in "$@"; do
	"$name"
	echo "$name: $(cat "$name".* | wc -c) bytes"
done

package server

import (
	"bytes"
	"context"
	"image"
	"image/color"
	"image/jpeg"
	_ "image/png" // what a photo may come as
	"net/http"

	"plenary/server/conference"
	"plenary/server/protocol"
	"plenary/server/store"
)

// The bounds of one file.
const (
	uploadLimit = conference.MaxUpload
	mostPixels  = 24 << 20 // four bytes each while it is read
	photoSide   = 1200     // pixels of the longer side that are kept
)

type uploadInput struct {
	Field   conference.FieldID `path:"field" maxLength:"64"`
	RawBody []byte             `contentType:"application/octet-stream"`
}

// upload keeps a file as an answer of the own registration.
func (s *Server) upload(ctx context.Context, who asker, in *uploadInput) (protocol.RegistrationInfo, error) {
	none := protocol.RegistrationInfo{}
	r, err := s.store.RegistrationOf(ctx, who.Conference.ID, who.Person.ID)
	if err != nil {
		return none, err
	}
	field, err := s.fieldFor(ctx, r, in.Field)
	if err != nil {
		return none, err
	}
	step, err := who.Conference.Editing(r.State, who.Now)
	if err != nil {
		return none, err
	}
	kind, content, err := s.clean(ctx, field, in.RawBody)
	if err != nil {
		return none, inField(string(in.Field), err)
	}
	next := r
	next.ChangedAt = who.Now
	if step == conference.StepReopen { // what changes after a decision has to be decided again
		if next, err = r.Edit(who.Conference, r, who.Now); err != nil {
			return none, err
		}
	}
	u := store.Upload{RegistrationID: r.ID, FieldID: in.Field, MediaType: kind, Content: content, AddedAt: who.Now}
	if r, err = s.store.Attach(ctx, u, next, r.State, who.Person.ID); err != nil {
		return none, err
	}
	s.rooms.PersonChanged(ctx, who.Person.ID)
	s.teller.wake()
	return s.ownRegistration(ctx, who, r)
}

// fieldFor is a field of the form that a registrant uploads a file to.
func (s *Server) fieldFor(ctx context.Context, r conference.Registration, id conference.FieldID) (conference.FormField, error) {
	form, err := s.store.Form(ctx, r.ConferenceID)
	if err != nil {
		return conference.FormField{}, err
	}
	for _, f := range form {
		if f.ID == id && f.Kind.Uploaded() && !f.OrganizerOnly {
			return f, nil
		}
	}
	return conference.FormField{}, conference.Errorf(conference.NotFound, "there is no such field")
}

// clean makes of what was sent what is kept. What it is, its first bytes say; pictures are read and written anew, which
// leaves nothing of what else was in the file: places, thumbnails, or a second format.
func (s *Server) clean(ctx context.Context, field conference.FormField, sent []byte) (kind string, content []byte, err error) {
	switch http.DetectContentType(sent) {
	case "image/jpeg", "image/png":
		select {
		case s.images <- struct{}{}:
			defer func() { <-s.images }()
		case <-ctx.Done():
			return "", nil, conference.Errorf(conference.Unavailable, "many pictures are being read; please try again")
		}
		content, err = photo(sent)
		return "image/jpeg", content, err
	case "application/pdf":
		if field.Kind == conference.FileInput {
			return "application/pdf", sent, nil
		}
	}
	if field.Kind == conference.PhotoInput {
		return "", nil, conference.Errorf(conference.Invalid, "please choose a picture in JPEG or PNG")
	}
	return "", nil, conference.Errorf(conference.Invalid, "please choose a PDF, or a picture in JPEG or PNG")
}

// photo reads a picture and writes it as a JPEG of a bounded size.
func photo(sent []byte) ([]byte, error) {
	config, _, err := image.DecodeConfig(bytes.NewReader(sent))
	if err != nil {
		return nil, conference.Errorf(conference.Invalid, "this picture cannot be read")
	}
	if config.Width < 1 || config.Height < 1 || config.Width > mostPixels/config.Height {
		return nil, conference.Errorf(conference.Invalid, "this picture has too many pixels")
	}
	read, _, err := image.Decode(bytes.NewReader(sent))
	if err != nil {
		return nil, conference.Errorf(conference.Invalid, "this picture cannot be read")
	}
	var b bytes.Buffer
	if err := jpeg.Encode(&b, smaller(read), &jpeg.Options{Quality: 85}); err != nil {
		return nil, conference.Errorf(conference.Invalid, "this picture cannot be kept")
	}
	return b.Bytes(), nil
}

// smaller is a picture with at most photoSide pixels a side: each is the mean of those that it stands for, on white.
func smaller(from image.Image) image.Image {
	size := from.Bounds()
	longer := max(size.Dx(), size.Dy())
	to := min(longer, photoSide)
	width, height := max(size.Dx()*to/longer, 1), max(size.Dy()*to/longer, 1)
	out := image.NewRGBA(image.Rect(0, 0, width, height))
	for y := range height {
		top, bottom := size.Min.Y+y*size.Dy()/height, size.Min.Y+(y+1)*size.Dy()/height
		for x := range width {
			left, right := size.Min.X+x*size.Dx()/width, size.Min.X+(x+1)*size.Dx()/width
			out.SetRGBA(x, y, mean(from, image.Rect(left, top, right, bottom)))
		}
	}
	return out
}

func mean(from image.Image, of image.Rectangle) color.RGBA {
	var r, g, b, n uint64
	for y := of.Min.Y; y < of.Max.Y; y++ {
		for x := of.Min.X; x < of.Max.X; x++ {
			red, green, blue, alpha := from.At(x, y).RGBA()
			white := 0xffff - alpha
			r, g, b, n = r+uint64(red+white), g+uint64(green+white), b+uint64(blue+white), n+1
		}
	}
	return color.RGBA{R: uint8(r / n >> 8), G: uint8(g / n >> 8), B: uint8(b / n >> 8), A: 0xff}
}

// fileAnswer is a file on its way to a browser, which does nothing with it but show the picture, or keep the rest.
type fileAnswer struct {
	Kind        string `header:"Content-Type"`
	Disposition string `header:"Content-Disposition"`
	Policy      string `header:"Content-Security-Policy"`
	Body        []byte
}

func (s *Server) file(ctx context.Context, r conference.Registration, field conference.FieldID) (*fileAnswer, error) {
	u, err := s.store.Upload(ctx, r.ID, field)
	if err != nil {
		return nil, err
	}
	a := &fileAnswer{Kind: u.MediaType, Disposition: "inline", Policy: "sandbox; default-src 'none'", Body: u.Content}
	if u.MediaType != "image/jpeg" {
		a.Disposition = `attachment; filename="registration.pdf"`
	}
	return a, nil
}

type fileInput struct {
	Registration conference.RegistrationID `path:"registration" maxLength:"64"`
	Field        conference.FieldID        `path:"field" maxLength:"64"`
}

// registrationFile is a file that somebody uploaded.
func (s *Server) registrationFile(ctx context.Context, who asker, in *fileInput) (*fileAnswer, error) {
	r, err := s.registrationHere(ctx, who, in.Registration)
	if err != nil {
		return nil, err
	}
	return s.file(ctx, r, in.Field)
}

type ownFileInput struct {
	Field conference.FieldID `path:"field" maxLength:"64"`
}

// ownFile is a file of the own registration.
func (s *Server) ownFile(ctx context.Context, who asker, in *ownFileInput) (*fileAnswer, error) {
	r, err := s.store.RegistrationOf(ctx, who.Conference.ID, who.Person.ID)
	if err != nil {
		return nil, err
	}
	if _, err := s.fieldFor(ctx, r, in.Field); err != nil {
		return nil, err
	}
	return s.file(ctx, r, in.Field)
}
